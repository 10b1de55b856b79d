import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2024",
    rolldownOptions: {
      output: {
        codeSplitting: {
          // onnxruntime starts its threads from the file it stands in. In a chunk of its own they load only it;
          // anywhere else each thread would begin to run this page.
          groups: [{ name: "onnxruntime", test: /\/node_modules\/onnxruntime-/ }],
        },
      },
    },
  },
  // Its .wasm is found relative to the module, which pre-bundling would move.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
});
