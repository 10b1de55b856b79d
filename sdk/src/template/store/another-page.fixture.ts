/** Runs the body of an async function in another document of the origin, with nothing of this one's memory. */
export async function inAnotherPage<Result>(work: string): Promise<Result> {
  const frame = document.createElement("iframe");
  const answer = new Promise<Result>((resolve, reject) => {
    addEventListener("message", ({ data, source }: MessageEvent<{ value: Result; error?: string }>) => {
      if (source !== frame.contentWindow) return;
      if (data.error === undefined) resolve(data.value);
      else reject(new Error(data.error));
    });
  });
  frame.srcdoc = `<script type="module">
    try { parent.postMessage({ value: await (async () => { ${work} })() }, "*"); }
    catch (error) { parent.postMessage({ error: String(error) }, "*"); }
  </script>`;
  document.body.append(frame);
  return answer.finally(() => frame.remove());
}
