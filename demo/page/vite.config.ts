import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  // The worker loads what a backend needs when it is chosen, so that it must be a module with chunks of its own.
  worker: { format: "es" },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2024",
  },
  // Its .wasm is found relative to the module, which pre-bundling would move.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
});
