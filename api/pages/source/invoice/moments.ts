// Moments on a page that is kept as proof: always with their year, in the time of whoever looks.

/** `2024-03-08 14:05`. */
export function stamp(iso: string): string {
  const at = new Date(iso);
  const two = (count: number): string => String(count).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
