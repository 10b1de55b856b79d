import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { useFaceCamera, useLikeness, useVerify } from "./index.ts";

test("on a server the hooks render as at the beginning, and begin nothing", () => {
  const start = vi.fn(() => new Promise<never>(() => {}));
  const error = vi.spyOn(console, "error");
  function Gate() {
    const { likeness, status } = useLikeness(start);
    const camera = useFaceCamera(likeness);
    const verified = useVerify(likeness, { collection: "staff", subject: "ada" });
    return createElement("video", { ref: camera.videoRef, title: [status, camera.status, verified.status].join() });
  }
  expect(renderToString(createElement(Gate))).toBe('<video title="loading,off,idle"></video>');
  expect(start).not.toHaveBeenCalled();
  expect(error).not.toHaveBeenCalled();
});
