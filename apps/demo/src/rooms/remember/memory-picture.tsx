import { formatNumber } from "../../language/language.ts";
import type { MemoryFacts } from "../../worker/memory/memory-desk.ts";
import { divergingPixels, pixelIndex, readPalette } from "./colours.ts";
import { messages } from "./messages.ts";
import { useCanvas } from "./use-canvas.ts";

/** CSS pixels. */
const [STRIP, GAP] = [28, 4];

/** The memory as it is: a strip of cells for each layer. */
export function MemoryPicture({ memory }: { readonly memory: MemoryFacts }) {
  const text = messages();
  const { cells, norm } = memory;
  const height = cells.length * (STRIP + GAP) - GAP;
  const canvas = useCanvas((context, width, pixelsHigh) => {
    context.clearRect(0, 0, width, pixelsHigh);
    const scale = pixelsHigh / height;
    for (const [layer, values] of cells.entries()) {
      context.imageSmoothingEnabled = width < values.length;
      context.drawImage(stripOf(values), 0, layer * (STRIP + GAP) * scale, width, STRIP * scale);
    }
  }, memory);
  return (
    <canvas
      ref={canvas}
      class="memory-picture"
      style={{ height: `${height}px` }}
      role="img"
      aria-label={text.memoryPicture(formatNumber(norm, 2))}
      data-testid="memory-picture"
    />
  );
}

/** A canvas one pixel high. */
function stripOf(values: Float32Array): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [values.length, 1];
  const image = new ImageData(values.length, 1);
  const colours = divergingPixels(readPalette());
  new Uint32Array(image.data.buffer).set(Array.from(values, (value) => colours[pixelIndex(value)]));
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}
