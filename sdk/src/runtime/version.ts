/** The version of onnxruntime that this version of the SDK depends on. */
export const onnxruntimeVersion = "1.30.0";
