// All of the overview: what is asked of the service, and where it is shown. Each part comes when it is there; one that fails says so and leaves the others alone.

import type { Me, OverviewAnswer } from "../drawn/schemas";
import { call } from "../ground/api";
import { h } from "../ground/dom";
import { filled } from "../ground/language";
import { Notices } from "../ground/notice";
import { overviewWords } from "../words/overview/words";
import { type Series, columnChart } from "./chart";
import { count, shortDay } from "./figures";
import { funnel } from "./funnel";
import { heldUp, slices, waits } from "./held_up";
import { UNCLEAR, outside, sendings } from "./outside";
import { fields, patterns, reviewers, senders } from "./people";
import { type Period, addressOf, moments, periodOf } from "./period";
import { PeriodBar } from "./period_bar";
import { daysBack, quality } from "./quality";
import { differences, runs } from "./reconciliation";
import { type Section, filledBy, isGivenUp, section, sentenceOf } from "./section";
import { tile, tiles } from "./tiles";

const DOORS = [
  ["http", "blue"],
  ["folder", "sky"],
  ["mail", "green"],
  ["entry", "amber"],
  ["cli", "grey"],
] as const;

export class Board {
  readonly element: HTMLElement;
  private readonly notices = new Notices();
  private readonly head = h("div", { class: "head" });
  private readonly parts = parts();
  private readonly bar: PeriodBar;
  private asked = new AbortController();

  constructor(
    private readonly me: Me,
    private period: Period = periodOf(location.search, Date.now()),
  ) {
    const w = overviewWords();
    this.bar = new PeriodBar(this.period, me, this.notices, (chosen) => this.choose(chosen));
    const sections = Object.values(this.parts).map((part) => part.element);
    this.element = h("main", { class: "overview" }, h("h1", {}, w.title), this.bar.element, this.head, h("div", { class: "board" }, ...sections), this.notices.element);
  }

  choose(period: Period): void {
    this.period = period;
    history.replaceState(null, "", addressOf(period));
    void this.load();
  }

  /** Whatever was under way for other days is given up. */
  async load(): Promise<void> {
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const p = this.parts;
    const { first, last } = this.period;
    const { since, until } = moments(this.period);
    const overview = call("overview", { query: { first, last }, signal }).then(({ body }) => body);
    const open = call("findDifferences", { query: { state: ["open"], limit: 1 }, signal }).then(({ body }) => body.open);
    await Promise.all([
      ...this.ofOverview(overview),
      this.showHead(overview, open),
      filledBy(p.slices, async () => slices((await call("diagnosis", { query: { since, until }, signal })).body, (await overview).senders)),
      filledBy(p.outside, async () => outside((await call("outside", { query: { since }, signal })).body)),
      filledBy(p.sendings, async () => sendings((await call("findSendings", { query: { state: UNCLEAR, latest: true, limit: 20 }, signal })).body)),
      filledBy(p.quality, async () => quality((await call("reviewQuality", { query: { days: daysBack(this.period, Date.now()) }, signal })).body, first)),
      filledBy(p.runs, async () => [runs((await call("findReconciliations", { query: { limit: 50 }, signal })).body.runs)]),
      filledBy(p.differences, async () => [differences(await open, this.me, this.notices)]),
    ]);
  }

  private ofOverview(asked: Promise<OverviewAnswer>): Promise<void>[] {
    const p = this.parts;
    const nothing = h("p", { class: "empty" }, overviewWords().none);
    const shown = (part: Section, show: (overview: OverviewAnswer) => readonly Node[]): Promise<void> =>
      asked.then(
        (overview) => part.show(...show(overview)),
        (error: unknown) => (isGivenUp(error) ? undefined : part.show(nothing.cloneNode(true))),
      );
    return [
      shown(p.arrivals, (overview) => [arrivals(overview)]),
      shown(p.outcomes, (overview) => [outcomes(overview)]),
      shown(p.funnel, (overview) => funnel(overview, this.period)),
      shown(p.heldUp, (overview) => [heldUp(overview)]),
      shown(p.waits, (overview) => [waits(overview)]),
      shown(p.reviewers, (overview) => [...ownOnly(overview), reviewers(overview)]),
      shown(p.fields, (overview) => [fields(overview)]),
      shown(p.senders, (overview) => [...ownOnly(overview), senders(overview)]),
      shown(p.patterns, (overview) => [patterns(overview)]),
    ];
  }

  /** The tiles, or why there are none, for all parts that come with them. That differences can't be asked for is said in their own section. */
  private async showHead(asked: Promise<OverviewAnswer>, open: Promise<Record<string, number>>): Promise<void> {
    const w = overviewWords();
    const [overview, found] = await Promise.allSettled([asked, open]);
    if (overview.status === "rejected") {
      if (!isGivenUp(overview.reason)) this.head.replaceChildren(h("p", { class: "problem", role: "alert" }, sentenceOf(overview.reason)));
      return;
    }
    this.bar.told(overview.value.as_of);
    const list = tiles(overview.value);
    if (found.status === "fulfilled") {
      const number = Object.values(found.value).reduce((sum, each) => sum + each, 0);
      list.append(tile("#differences", w.tiles.differences, count(number), w.tileHints.differences, number > 0));
    }
    this.head.replaceChildren(list);
  }
}

function parts() {
  const w = overviewWords();
  return {
    heldUp: section("held-up", w.heldUpTitle, w.heldUpHint, true),
    arrivals: section("arrivals", w.arrivalsTitle, w.arrivalsHint),
    outcomes: section("outcomes", w.outcomeTitle, w.outcomeHint),
    funnel: section("funnel", w.funnelTitle, w.funnelHint),
    waits: section("waits", w.waitsTitle, w.waitsHint),
    slices: section("slices", w.slicesTitle),
    outside: section("outside", w.outsideTitle, w.outsideHint),
    sendings: section("sendings", w.sendingsTitle, "", true),
    runs: section("runs", w.reconciliationTitle, w.reconciliationHint, true),
    differences: section("differences", w.differencesTitle, w.differencesHint, true),
    patterns: section("patterns", w.patternsTitle, w.patternsHint, true),
    reviewers: section("reviewers", w.reviewersTitle, w.reviewersHint),
    fields: section("fields", w.fieldsTitle, w.fieldsHint),
    quality: section("quality", w.qualityTitle, w.qualityHint, true),
    senders: section("senders", w.sendersTitle, w.sendersHint, true),
  };
}

function arrivals(overview: OverviewAnswer): HTMLElement {
  const w = overviewWords();
  const series = DOORS.map(([door, colour]): Series => ({
    name: w.doors[door],
    colour,
    values: overview.days.map((day) => day.arrivals.find((each) => each.door === door)?.files ?? 0),
  }));
  return chart(overview, series, w.files, w.arrivalsTitle);
}

function outcomes(overview: OverviewAnswer): HTMLElement {
  const w = overviewWords();
  const flows = overview.days.map((day) => day.flow);
  const series: Series[] = [
    { name: w.outcomes.straight, colour: "green", values: flows.map((flow) => flow.straight_through) },
    { name: w.outcomes.byPerson, colour: "blue", values: flows.map((flow) => flow.settled - flow.straight_through) },
    { name: w.outcomes.review, colour: "amber", values: flows.map((flow) => flow.in_review) },
    { name: w.outcomes.rejected, colour: "red", values: flows.map((flow) => flow.rejected + flow.void) },
    { name: w.outcomes.duplicate, colour: "grey", values: flows.map((flow) => flow.duplicates) },
  ];
  return chart(overview, series, w.invoices, w.outcomeTitle);
}

function chart(overview: OverviewAnswer, series: readonly Series[], unit: string, title: string): HTMLElement {
  const w = overviewWords();
  const totals = series.map((each) => ({ name: each.name, sum: each.values.reduce((sum, value) => sum + value, 0) })).filter(({ sum }) => sum > 0);
  if (totals.length === 0) return h("p", { class: "empty" }, w.none);
  const summary = `${title}: ${totals.map(({ name, sum }) => filled(w.partOf, name, count(sum))).join(w.comma)}`;
  return columnChart(overview.days.map((day) => shortDay(day.day)), series, { x: w.day, y: unit }, summary);
}

function ownOnly(overview: OverviewAnswer): Node[] {
  return overview.sees_all ? [] : [h("p", { class: "hint" }, overviewWords().onlyOwn)];
}
