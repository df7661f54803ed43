// What the QR code of an invoice says: `01,kind,code,number,amount,YYYYMMDD,...`. Pure. The service reads more forms; here only what is told at once and asked about.

export interface CodeOnPaper {
  /** Empty on invoices that have a number of 20 digits only. */
  code: string;
  number: string;
  /** `2024-03-08` */
  day: string;
  /** `211.00`; with or without tax, depending on the kind of invoice. */
  amount: string;
}

const AMOUNT = /^-?\d{1,12}(\.\d{1,2})?$/;

/** Null for every other code. */
export function codeOnPaper(payload: string): CodeOnPaper | null {
  const [version, kind, code, number, amount, day] = payload.replace(/[\u0000-\u001f\u007f]/g, "").replace(/，/g, ",").split(",").map((part) => part.trim());
  if (version !== "01" || !/^\d{2}$/.test(kind ?? "") || code === undefined || number === undefined || amount === undefined || day === undefined) return null;
  const isIdentified = code === "" ? /^\d{20}$/.test(number) : /^(\d{10}|\d{12})$/.test(code) && /^(\d{8}|\d{20})$/.test(number);
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(day);
  if (!isIdentified || !AMOUNT.test(amount) || !date) return null;
  return { code, number, day: `${date[1]}-${date[2]}-${date[3]}`, amount: Number.parseFloat(amount).toFixed(2) };
}

export function isSameInvoice(one: CodeOnPaper | null, other: CodeOnPaper | null): boolean {
  return one !== null && other !== null && one.code === other.code && one.number === other.number;
}

/** `2432…0001`: enough to compare with the paper. */
export function shortNumber(number: string): string {
  return number.length > 12 ? `${number.slice(0, 4)}…${number.slice(-4)}` : number;
}
