// Which part of a document is shown: that of one's own language first, and of a long document what the page is about.

import type { Block } from "./markdown";

const CHINESE = /中文/;

export interface Shown {
  /** In one's own language, where the document has that. */
  first: Block[];
  /** The rest, for whoever wants it. */
  rest: Block[];
}

/**
 * `headings`: which parts of the document; empty for all of it. The Chinese part of our documents is the one under a heading that says so, and `chineseHeading` a part of that; without one all of it is shown.
 */
export function shownParts(blocks: readonly Block[], headings: readonly string[], chineseHeading: string, language: "zh" | "en"): Shown {
  const translated = under(blocks, (title) => CHINESE.test(title));
  const chinese = chineseHeading ? under(translated, (title) => title === chineseHeading) : translated;
  const english = blocks.filter((block) => !translated.includes(block));
  const wanted = headings.length ? headings.flatMap((heading) => under(english, (title) => title === heading)) : english;
  if (language === "en" || !chinese.length) return { first: wanted, rest: [] };
  return { first: chinese, rest: wanted };
}

/** The heading and what stands under it, up to the next one of its level or above. */
function under(blocks: readonly Block[], isMeant: (title: string) => boolean): Block[] {
  const start = blocks.findIndex((block) => block.kind === "heading" && block.level > 1 && isMeant(block.title));
  const heading = blocks[start];
  if (heading?.kind !== "heading") return [];
  const after = blocks.findIndex((block, place) => place > start && block.kind === "heading" && block.level <= heading.level);
  return blocks.slice(start, after < 0 ? undefined : after);
}
