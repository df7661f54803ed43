// Files that the build copies: importing one gives its address.

declare module "*.wasm" {
  const address: string;
  export default address;
}
