// The part of Markdown that the documents of this product are written in, read into values. Whatever is something else stays text.

export type Inline =
  | { kind: "text" | "code" | "strong" | "em"; text: string }
  /** `target` as it is written: `companies.md#policy`. */
  | { kind: "link"; text: string; target: string };

export type Block =
  | { kind: "heading"; level: number; text: Inline[]; title: string }
  | { kind: "paragraph"; text: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "code"; text: string };

const HEADING = /^(#{1,6}) (.*)$/;
const ITEM = /^(?:[-*]|(\d+)\.) (.*)$/;
const RULER = /^\|(?: *:?-+:? *\|)+ *$/;
const PICTURE = /^!\[[^\]]*\]\([^)]*\)$/;
const FENCE = "```";

export function parse(text: string): Block[] {
  const lines = text.split(/\r?\n/);
  const blocks: Block[] = [];
  let place = 0;
  while (place < lines.length) {
    const line = lines[place] ?? "";
    const heading = HEADING.exec(line);
    if (line.startsWith(FENCE)) {
      const end = lines.indexOf(FENCE, place + 1);
      const code = lines.slice(place + 1, end < 0 ? undefined : end);
      blocks.push({ kind: "code", text: code.join("\n") });
      place += code.length + 2;
    } else if (heading) {
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, text: inline(heading[2] ?? ""), title: heading[2] ?? "" });
      place++;
    } else if (line.startsWith("|") && RULER.test(lines[place + 1] ?? "")) {
      const rows = taken(lines, place, (each) => each.startsWith("|"));
      blocks.push({ kind: "table", head: cells(line), rows: rows.slice(2).map(cells) });
      place += rows.length;
    } else if (ITEM.test(line)) {
      // An item goes on in lines that are set in.
      const rows = taken(lines, place, (each) => ITEM.test(each) || /^\s+\S/.test(each));
      const items = rows.reduce<string[]>((found, each) => {
        const item = ITEM.exec(each);
        return item ? [...found, item[2] ?? ""] : [...found.slice(0, -1), `${found.at(-1) ?? ""} ${each.trim()}`];
      }, []);
      blocks.push({ kind: "list", ordered: ITEM.exec(line)?.[1] !== undefined, items: items.map(inline) });
      place += rows.length;
    } else if (line.trim() === "" || PICTURE.test(line.trim())) {
      place++;
    } else {
      const rows = taken(lines, place, (each, first) => first || (each.trim() !== "" && !HEADING.test(each) && !each.startsWith("|") && !each.startsWith(FENCE) && !ITEM.test(each)));
      blocks.push({ kind: "paragraph", text: inline(rows.join(" ")) });
      place += rows.length;
    }
  }
  return blocks;
}

const PARTS = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|!?\[([^\]]*)\]\(([^)\s]*)\)/g;

export function inline(text: string): Inline[] {
  const found: Inline[] = [];
  let end = 0;
  for (const part of text.matchAll(PARTS)) {
    if (part.index > end) found.push({ kind: "text", text: text.slice(end, part.index) });
    const [whole, code, strong, em, label, target] = part;
    if (code !== undefined) found.push({ kind: "code", text: code });
    else if (strong !== undefined) found.push({ kind: "strong", text: strong });
    else if (em !== undefined) found.push({ kind: "em", text: em });
    else found.push({ kind: "link", text: label ?? "", target: target ?? "" });
    end = part.index + whole.length;
  }
  if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
  return found;
}

/** A `|` that belongs to a cell is written `\|`. */
function cells(line: string): Inline[][] {
  const inner = line.trim().replace(/^\||\|$/g, "");
  return inner.split(/(?<!\\)\|/).map((cell) => inline(cell.trim().replaceAll("\\|", "|")));
}

function taken(lines: readonly string[], from: number, goesOn: (line: string, first: boolean) => boolean): string[] {
  let end = from;
  while (end < lines.length && goesOn(lines[end] ?? "", end === from)) end++;
  return lines.slice(from, Math.max(end, from + 1));
}
