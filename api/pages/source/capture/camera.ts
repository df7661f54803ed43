// The camera on the back of the phone.

export interface Still {
  content: ArrayBuffer;
  mediaType: string;
}

const JPEG_QUALITY = 0.92;
const SMALL_SIDE = 320;
const MIDDLE_SIDE = 256;
const WANTED: MediaStreamConstraints = { audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 2560 }, height: { ideal: 1920 } } };

/** Not yet among the types that TypeScript brings. */
interface WithTorch extends MediaTrackCapabilities {
  torch?: boolean;
}

export class Camera {
  readonly video = video();
  private readonly small = canvas();
  private readonly middle = canvas();
  private readonly whole = canvas();

  private constructor(private readonly stream: MediaStream) {
    this.video.srcObject = stream;
  }

  static isPossible(): boolean {
    return navigator.mediaDevices?.getUserMedia !== undefined;
  }

  /** Raises DOMException: NotAllowedError where the person or the device forbids it, NotFoundError where there is none, NotReadableError where another program has it. */
  static async open(): Promise<Camera> {
    const camera = new Camera(await navigator.mediaDevices.getUserMedia(WANTED));
    await camera.video.play();
    return camera;
  }

  close(): void {
    for (const track of this.stream.getTracks()) track.stop();
  }

  get isOpen(): boolean {
    return this.track?.readyState === "live";
  }

  get size(): { width: number; height: number } {
    return { width: this.video.videoWidth, height: this.video.videoHeight };
  }

  get hasTorch(): boolean {
    return (this.track?.getCapabilities?.() as WithTorch | undefined)?.torch === true;
  }

  async setTorch(on: boolean): Promise<void> {
    await this.track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
  }

  /** What it sees: small, and a square of its middle in full. Null before the first frame. */
  frame(): { small: ImageData; middle: ImageData; scale: number } | null {
    const { width, height } = this.size;
    if (!width || !height) return null;
    const scale = SMALL_SIDE / Math.max(width, height);
    const side = Math.min(MIDDLE_SIDE, width, height);
    const small = pictured(this.small, Math.round(width * scale), Math.round(height * scale), (context, w, h) => context.drawImage(this.video, 0, 0, w, h));
    const [left, top] = [(width - side) / 2, (height - side) / 2];
    const middle = pictured(this.middle, side, side, (context) => context.drawImage(this.video, left, top, side, side, 0, 0, side, side));
    return { small, middle, scale: small.width / width };
  }

  /** The frame that is seen now, in full. */
  async shoot(): Promise<Still> {
    const { width, height } = this.size;
    const context = fitted(this.whole, width, height);
    context.drawImage(this.video, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) => this.whole.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
    if (blob === null) throw new Error("the picture could not be encoded");
    return { content: await blob.arrayBuffer(), mediaType: "image/jpeg" };
  }

  private get track(): MediaStreamTrack | undefined {
    return this.stream.getVideoTracks()[0];
  }
}

function video(): HTMLVideoElement {
  const element = document.createElement("video");
  element.playsInline = true;
  element.muted = true;
  return element;
}

function canvas(): HTMLCanvasElement {
  return document.createElement("canvas");
}

function fitted(target: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  if (target.width !== width || target.height !== height) Object.assign(target, { width, height });
  const context = target.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no canvas");
  return context;
}

function pictured(target: HTMLCanvasElement, width: number, height: number, draw: (context: CanvasRenderingContext2D, width: number, height: number) => void): ImageData {
  const context = fitted(target, width, height);
  draw(context, width, height);
  return context.getImageData(0, 0, width, height);
}
