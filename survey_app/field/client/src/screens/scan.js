// The camera reads a QR code. The decoder is plain JavaScript and comes only when it is needed.
import { T } from "../texts.js";
import { button, h, render, title } from "../ui.js";

const EVERY = 150;
const WIDTH = 640;

/** Show the camera until a code is read; `found` gets its text, `failed` is for no camera. */
export async function scan(found, failed) {
  let stream;
  const stop = () => stream?.getTracks().forEach((track) => track.stop());
  try {
    const { default: decode } = await import("jsqr");
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: WIDTH } });
    const video = h("video", { playsinline: true, muted: true, autoplay: true });
    video.srcObject = stream;
    const timer = setInterval(() => {
      const text = readFrame(video, decode);
      if (text || !video.isConnected) { clearInterval(timer); stop(); }
      if (text) found(text);
    }, EVERY);
    render(title(T.scan), video, button(T.back, () => { stop(); found(""); }));
    await video.play();
  } catch { stop(); failed(); }
}

function readFrame(video, decode) {
  if (!video.videoWidth) return "";
  const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  return decode(data, width, height)?.data ?? "";
}
