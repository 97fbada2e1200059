import { useEffect, useRef } from "preact/hooks";
import { colourScheme } from "../../theme.ts";

/**
 * A canvas that is drawn again when its size, the page's colours or `picture` changes, in the screen's own pixels.
 *
 * @param draw gets the canvas's context and its size in the screen's pixels.
 */
export function useCanvas(
  draw: (context: CanvasRenderingContext2D, width: number, height: number) => void,
  picture: unknown,
) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = colourScheme.value;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const redraw = () => {
      const width = Math.max(1, Math.round(element.clientWidth * devicePixelRatio));
      const height = Math.max(1, Math.round(element.clientHeight * devicePixelRatio));
      element.width = width;
      element.height = height;
      draw(context, width, height);
    };
    redraw();
    const watch = new ResizeObserver(redraw);
    watch.observe(element);
    return () => watch.disconnect();
  }, [picture, scheme]);
  return canvas;
}
