// A picture of what is seen, as the browser itself takes it after asking the person. Where browsers can't (on phones, without TLS) a picture is chosen or pasted instead.

const QUALITY = 0.9;

export function canTakePicture(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

/** Null where the person said no. */
export async function takePicture(): Promise<Blob | null> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false, preferCurrentTab: true } as DisplayMediaStreamOptions);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
  try {
    const video = document.createElement("video");
    video.srcObject = stream;
    video.muted = true;
    await video.play();
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    return await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
