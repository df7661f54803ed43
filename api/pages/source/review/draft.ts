// What a reviewer has said about an invoice and not decided yet. Values that are never changed in place, so that undoing is going back to one of them. Pure.

export type Cells = Record<string, string>;

export interface Draft {
  /** Field -> value; only what differs from what stands. */
  readonly values: Readonly<Record<string, string>>;
  /** Fields of which the reviewer said: so it is. */
  readonly confirmed: readonly string[];
  /** All lines of goods; null while they are as they stand. */
  readonly items: readonly Cells[] | null;
}

export const NOTHING: Draft = { values: {}, confirmed: [], items: null };

export function isNothing(draft: Draft): boolean {
  return draft.items === null && draft.confirmed.length === 0 && Object.keys(draft.values).length === 0;
}

/** The reviewer says what a field holds; `standing` is what stood when it was opened. What the reviewer wrote is confirmed by that. */
export function withValue(draft: Draft, field: string, value: string, standing: string): Draft {
  const { [field]: _, ...others } = draft.values;
  return { ...withConfirmed(draft, field), values: value === standing ? others : { ...others, [field]: value } };
}

export function withConfirmed(draft: Draft, field: string): Draft {
  return draft.confirmed.includes(field) ? draft : { ...draft, confirmed: [...draft.confirmed, field] };
}

/** The reviewer takes back what they said about a field. */
export function without(draft: Draft, field: string): Draft {
  const { [field]: _, ...others } = draft.values;
  return { ...draft, values: others, confirmed: draft.confirmed.filter((name) => name !== field) };
}

export function withItems(draft: Draft, items: readonly Cells[], standing: readonly Cells[]): Draft {
  return { ...draft, items: sameItems(items, standing) ? null : items };
}

export function sameItems(one: readonly Cells[], other: readonly Cells[]): boolean {
  return one.length === other.length && one.every((line, place) => sameCells(line, other[place] ?? {}));
}

function sameCells(one: Cells, other: Cells): boolean {
  return [...Object.keys(one), ...Object.keys(other)].every((name) => (one[name] ?? "") === (other[name] ?? ""));
}

/** Drafts before and after the present one. */
export interface Course {
  readonly past: readonly Draft[];
  readonly now: Draft;
  readonly future: readonly Draft[];
}

const MOST_STEPS = 200;

export function begun(now: Draft): Course {
  return { past: [], now, future: [] };
}

export function stepped(course: Course, next: Draft): Course {
  if (JSON.stringify(next) === JSON.stringify(course.now)) return course;
  return { past: [...course.past, course.now].slice(-MOST_STEPS), now: next, future: [] };
}

export function undone(course: Course): Course {
  const before = course.past.at(-1);
  return before === undefined ? course : { past: course.past.slice(0, -1), now: before, future: [course.now, ...course.future] };
}

export function redone(course: Course): Course {
  const [after, ...future] = course.future;
  return after === undefined ? course : { past: [...course.past, course.now], now: after, future };
}
