// Invoices and the pictures of their pages, loaded before they are wanted: the next document is on the screen when the present one is decided.

import type { ClaimAnswer, ReviewAnswer } from "../drawn/schemas";
import { call, pagePicture, preparedPicture, type Preparation } from "../ground/api";
import { projected, scaled, type Geometry } from "./geometry";

/** Pixels of the longer side: enough to read every character of a form on a screen. */
const LONGEST = 2400;
/** Documents whose pictures are kept; each page takes some 20 MB when it is drawn. */
const MOST_DOCUMENTS = 4;

export interface LoadedInvoice {
  answer: ReviewAnswer;
  etag: string;
}

export interface LoadedPage {
  /** Decoded. Who shows its address anew gets the same picture, without decoding it again. */
  image: HTMLImageElement;
  /** How its pixels lie on the original page. */
  geometry: Geometry;
}

export class Loader {
  private readonly invoices = new Map<string, Promise<LoadedInvoice>>();
  /** The one that may be on the screen; they are loaded when somebody asks. */
  private lastPrepared: HTMLImageElement | null = null;
  private readonly pages = new Map<string, Map<number, Promise<LoadedPage>>>();

  /** The invoice as it is by now, or as it was prefetched. Raises Refused and Unreachable. */
  invoice(invoiceId: string, fresh = false): Promise<LoadedInvoice> {
    const known = fresh ? undefined : this.invoices.get(invoiceId);
    if (known) return known;
    const loading = call("review", { path: { invoice_id: invoiceId } }).then(({ body, etag }) => ({ answer: body, etag }));
    this.invoices.set(invoiceId, loading);
    loading.catch(() => this.invoices.delete(invoiceId));
    return loading;
  }

  /** What a change was answered with is how it stands now. */
  put(loaded: LoadedInvoice): void {
    this.invoices.set(loaded.answer.invoice.invoice.id, Promise.resolve(loaded));
  }

  /** Raises Refused where the page has no picture (data, or more pages than there are). */
  page(documentId: string, page: number): Promise<LoadedPage> {
    const document = this.pages.get(documentId) ?? new Map<number, Promise<LoadedPage>>();
    this.pages.delete(documentId);
    this.pages.set(documentId, document); // the last one used
    let loading = document.get(page);
    if (!loading) {
      loading = loadPage(documentId, page);
      document.set(page, loading);
      loading.catch(() => document.delete(page));
    }
    this.dropOldest();
    return loading;
  }

  /** A page of an invoice, prepared for eyes. Raises as `page` does. */
  async prepared(invoiceId: string, page: number, preparation: Preparation): Promise<LoadedPage> {
    const { picture, matrix } = await preparedPicture(invoiceId, page, preparation, LONGEST);
    if (this.lastPrepared) URL.revokeObjectURL(this.lastPrepared.src);
    this.lastPrepared = await decoded(picture);
    return { image: this.lastPrepared, geometry: projected(matrix) };
  }

  /** Quietly: what fails is tried again when it is wanted. */
  prefetch(claims: readonly ClaimAnswer[]): void {
    for (const claim of claims) {
      for (const invoiceId of claim.invoices.slice(0, 1)) {
        void this.invoice(invoiceId)
          .then(({ answer }) => this.page(claim.document_id, answer.invoice.invoice.page))
          .catch(() => undefined);
      }
    }
  }

  private dropOldest(): void {
    for (const [documentId, pages] of this.pages) {
      if (this.pages.size <= MOST_DOCUMENTS) return;
      this.pages.delete(documentId);
      for (const page of pages.values()) {
        void page.then(({ image }) => URL.revokeObjectURL(image.src)).catch(() => undefined);
      }
    }
  }
}

/** A page, and whether another follows. Raises Refused and Unreachable. */
export async function loadPageAhead(documentId: string, page: number): Promise<{ page: LoadedPage; follows: boolean }> {
  const { picture, width, follows } = await pagePicture(documentId, page, LONGEST, undefined, true);
  const image = await decoded(picture);
  return { page: { image, geometry: scaled(width / image.naturalWidth) }, follows };
}

/** Raises Refused and Unreachable. */
export async function loadPage(documentId: string, page: number, longest = LONGEST): Promise<LoadedPage> {
  const { picture, width } = await pagePicture(documentId, page, longest);
  const image = await decoded(picture);
  return { image, geometry: scaled(width / image.naturalWidth) };
}

async function decoded(picture: Blob): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = URL.createObjectURL(picture);
  await image.decode();
  return image;
}
