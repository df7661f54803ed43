// Which document belongs to which page. Each is a file of its own in the build, loaded when somebody asks for help.

type Load = () => Promise<{ default: string }>;

export interface HelpPart {
  load: Load;
  /** Under which headings; all of the document where none is named. */
  headings: readonly string[];
}

const reviewPage: Load = () => import("../../../../docs/review-page.md");
const capturePage: Load = () => import("../../../../docs/capture-page.md");
const settingsPage: Load = () => import("../../../../docs/settings-page.md");
const companies: Load = () => import("../../../../docs/companies.md");
const people: Load = () => import("../../../../docs/people.md");
const notices: Load = () => import("../../../../docs/notices.md");
const scanFolders: Load = () => import("../../../../docs/scan-folders.md");
const mail: Load = () => import("../../../../docs/mail.md");
const verification: Load = () => import("../../../../docs/verification.md");
const ledger: Load = () => import("../../../../docs/ledger.md");

/** Path of a page, with the part behind `#` where its parts have help of their own. */
const PARTS: Readonly<Record<string, readonly HelpPart[]>> = {
  "/login": [{ load: people, headings: ["The first login", "Passwords"] }],
  "/review": [{ load: reviewPage, headings: [] }],
  "/capture": [{ load: capturePage, headings: [] }],
  "/settings": [{ load: settingsPage, headings: [] }],
  "/settings#companies": [{ load: companies, headings: ["Our own companies"] }],
  "/settings#policy": [{ load: companies, headings: ["Policy"] }],
  "/settings#people": [{ load: people, headings: ["Roles and scopes", "Passwords"] }],
  "/settings#keys": [{ load: people, headings: ["Keys and phones", "Roles and scopes"] }],
  "/settings#phones": [{ load: people, headings: ["Keys and phones"] }],
  "/settings#password": [{ load: people, headings: ["Passwords"] }],
  "/settings#notices": [{ load: notices, headings: [] }],
  "/settings#notifications": [{ load: notices, headings: [] }],
  "/settings#folders": [
    { load: scanFolders, headings: [] },
    { load: mail, headings: [] },
  ],
  "/settings#providers": [{ load: verification, headings: [] }],
  "/settings#ledgers": [{ load: ledger, headings: [] }],
};

/** Of a page that no document was named for: what there is about the settings, which says where help and feedback are. */
export function helpOf(path: string, hash: string): readonly HelpPart[] {
  return PARTS[path + hash] ?? PARTS[path] ?? [{ load: settingsPage, headings: ["Help and feedback"] }];
}
