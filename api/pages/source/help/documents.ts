// Which document belongs to which page. Each is a file of its own in the build, loaded when somebody asks for help.

type Load = () => Promise<{ default: string }>;

export interface HelpPart {
  load: Load;
  /** Under which headings; all of the document where none is named. */
  headings: readonly string[];
  /** The same in its Chinese part. */
  chinese: string;
}

const reviewPage: Load = () => import("../../../../docs/review-page.md");
const capturePage: Load = () => import("../../../../docs/capture-page.md");
const settingsPage: Load = () => import("../../../../docs/settings-page.md");
const overviewPage: Load = () => import("../../../../docs/overview-page.md");
const invoicePage: Load = () => import("../../../../docs/invoice-page.md");
const entries: Load = () => import("../../../../docs/entries.md");
const companies: Load = () => import("../../../../docs/companies.md");
const people: Load = () => import("../../../../docs/people.md");
const notices: Load = () => import("../../../../docs/notices.md");
const scanFolders: Load = () => import("../../../../docs/scan-folders.md");
const mail: Load = () => import("../../../../docs/mail.md");
const ledger: Load = () => import("../../../../docs/ledger.md");
const verification: Load = () => import("../../../../docs/verification.md");

/** Path of a page, with the part behind `#` where its parts have help of their own. */
const PARTS: Readonly<Record<string, readonly HelpPart[]>> = {
  "/login": [part(people, "", "The first login", "Passwords")],
  "/review": [part(reviewPage)],
  "/capture": [part(capturePage)],
  "/overview": [part(overviewPage)],
  "/invoices": [part(invoicePage)],
  "/entries": [part(entries)],
  "/settings": [part(settingsPage)],
  "/settings#companies": [part(settingsPage, "公司", "Companies"), part(companies, "", "Our own companies")],
  "/settings#policy": [part(settingsPage, "制度", "Policy"), part(companies, "", "Policy")],
  "/settings#people": [part(settingsPage, "用户", "Users"), part(people, "", "Roles and scopes", "Passwords")],
  "/settings#keys": [part(settingsPage, "API 密钥", "API keys"), part(people, "", "Keys and phones", "Roles and scopes")],
  "/settings#phones": [part(settingsPage, "配对的手机", "Paired phones"), part(people, "", "Keys and phones")],
  "/settings#password": [part(settingsPage, "密码", "Password"), part(people, "", "Passwords")],
  "/settings#notices": [part(settingsPage, "我的通知", "My notices"), part(notices)],
  "/settings#notifications": [part(settingsPage, "通知推送", "Notifications"), part(notices)],
  "/settings#folders": [part(settingsPage, "扫描文件夹与邮箱", "Folders and mailboxes"), part(scanFolders), part(mail)],
  "/settings#providers": [part(settingsPage, "查验服务商", "Providers of look-ups"), part(verification)],
  "/settings#ledgers": [part(settingsPage, "记账系统", "Ledgers"), part(ledger)],
  "/settings#feedback": [part(settingsPage, "反馈", "Feedback")],
};

/** Of a page that no document was named for: where help and feedback are told of. */
export function helpOf(path: string, hash: string): readonly HelpPart[] {
  const page = `/${path.split("/")[1] ?? ""}`; // an invoice's page has its id behind that
  return PARTS[page + hash] ?? PARTS[page] ?? [part(settingsPage, "反馈", "Feedback", "Help")];
}

function part(load: Load, chinese = "", ...headings: string[]): HelpPart {
  return { load, headings, chinese };
}
