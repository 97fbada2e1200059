import { useMemo } from "preact/hooks";
import { formatNumber } from "../../language/language.ts";
import { colourScheme } from "../../theme.ts";
import type { Inspection, LayerInspection } from "../../worker/memory/inspection.ts";
import { divergingPixels, pixelIndex, readPalette } from "./colours.ts";
import { pinned, position, view } from "./memory-state.ts";
import { messages } from "./messages.ts";
import { useCanvas } from "./use-canvas.ts";

const [LOWEST, HIGHEST] = [96, 256];

/** CSS pixels. */
export function heatMapHeight(hiddenSize: number): number {
  return Math.min(HIGHEST, Math.max(LOWEST, hiddenSize));
}

/** All cells of one layer over the text: a click chooses a cell and a place. */
export function HeatMap({ shown, layer }: { readonly shown: Inspection; readonly layer: number }) {
  const text = messages();
  const { tokens } = shown;
  const steps = shown.layers[layer];
  const { hiddenSize } = steps;
  const scheme = colourScheme.value;
  const picture = useMemo(() => pictureOf(steps, tokens), [steps, tokens, scheme]);
  const canvas = useCanvas((context, width, height) => {
    // Where cells are smaller than pixels their means are shown, where they are larger their edges.
    context.imageSmoothingEnabled = width < tokens || height < hiddenSize;
    context.drawImage(picture, 0, 0, width, height);
  }, picture);
  const choose = ({ offsetX, offsetY, currentTarget }: MouseEvent) => {
    const { clientWidth, clientHeight } = currentTarget as HTMLElement;
    const at = (share: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
    view.value = { quantity: "cell", layer, cell: at(offsetY / clientHeight, hiddenSize) };
    pinned.value = at(offsetX / clientWidth, tokens);
  };
  const isChosen = view.value.layer === layer;
  const here = Math.min(position.value, tokens - 1);
  const label = text.heatMapOf(formatNumber(layer + 1), formatNumber(hiddenSize), formatNumber(tokens));
  return (
    <figure class="heat-map-figure">
      <figcaption>{label}</figcaption>
      <div class="heat-map" style={{ height: `${heatMapHeight(hiddenSize)}px` }}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={label}
          data-testid={`heat-map-${layer}`}
          onClick={choose}
        />
        {isChosen && (
          <span class="chosen-cell" style={{ top: `${(100 * (view.value.cell + 0.5)) / hiddenSize}%` }} />
        )}
        <span class="chosen-place" style={{ left: `${(100 * (here + 0.5)) / tokens}%` }} />
      </div>
    </figure>
  );
}

/** A canvas [H,T], a pixel for each value. */
function pictureOf({ cells, hiddenSize }: LayerInspection, tokens: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [tokens, hiddenSize];
  const image = new ImageData(tokens, hiddenSize);
  const pixels = new Uint32Array(image.data.buffer);
  const colours = divergingPixels(readPalette());
  for (let step = 0, index = 0; step < tokens; step++) {
    for (let cell = 0; cell < hiddenSize; cell++) {
      pixels[cell * tokens + step] = colours[pixelIndex(cells[index++])];
    }
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}
