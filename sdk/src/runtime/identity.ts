import { fromBase64Url } from "../core/index.ts";

/**
 * An ONNX file (opset 13) with one Identity over one float: loading it starts a runtime, so that what a runtime cannot
 * do is told from what it cannot do with a model, and its own files come down while those of the models do.
 */
export const identityModel = (): Uint8Array =>
  fromBase64Url("CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEA0");
