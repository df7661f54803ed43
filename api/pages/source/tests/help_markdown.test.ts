import assert from "node:assert/strict";
import { test } from "node:test";
import { inline, parse } from "../help/markdown";
import { shownParts } from "../help/parts";

const TEXT = `# Title

First line
goes on.

![A picture](images/a.jpg)

## One

| a | b |
|---|---|
| \`x\` | 1 \\| 2 |

- item
  goes on
- **strong** [link](other.md#part)

\`\`\`sh
# no heading
\`\`\`

### Inside

More.

## Two

1. first
2. second

## 中文说明

说明。
`;

test("blocks are what they look like", () => {
  const blocks = parse(TEXT);
  assert.deepEqual(
    blocks.map((block) => block.kind),
    ["heading", "paragraph", "heading", "table", "list", "code", "heading", "paragraph", "heading", "list", "heading", "paragraph"],
  );
  assert.deepEqual(blocks[1], { kind: "paragraph", text: [{ kind: "text", text: "First line goes on." }] });
  const table = blocks[3];
  assert.ok(table?.kind === "table");
  assert.deepEqual(table.rows, [[[{ kind: "code", text: "x" }], [{ kind: "text", text: "1 | 2" }]]]);
  const list = blocks[4];
  assert.ok(list?.kind === "list");
  assert.deepEqual(list.items[0], [{ kind: "text", text: "item goes on" }]);
  assert.deepEqual(list.items[1], [{ kind: "strong", text: "strong" }, { kind: "text", text: " " }, { kind: "link", text: "link", target: "other.md#part" }]);
});

test("what is no markup stays text", () => {
  for (const text of ["<b>a</b>", "2 * 3 * 4", "a `b", "| lonely", "[x] y"]) assert.deepEqual(inline(text), [{ kind: "text", text }]);
  assert.equal(parse("| no table\nhere").length, 1);
  assert.equal(parse("```\nnever closed").length, 1);
});

test("one's own language comes first, and of a long document the part that was named", () => {
  const blocks = parse(TEXT);
  const chinese = shownParts(blocks, ["One"], "", "zh");
  assert.deepEqual(chinese.first.map((block) => block.kind), ["heading", "paragraph"]);
  assert.equal(chinese.rest.length, 6);
  assert.deepEqual(shownParts(parse(`${TEXT}\n### 甲\n\n一。\n\n### 乙\n`), [], "甲", "zh").first.map((block) => block.kind), ["heading", "paragraph"]);
  const english = shownParts(blocks, [], "", "en");
  assert.equal(english.rest.length, 0);
  assert.ok(english.first.every((block) => block.kind !== "heading" || block.title !== "中文说明"));
});
