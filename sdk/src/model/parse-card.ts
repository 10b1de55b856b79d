import { goldenPattern, Problem, type AlignmentTemplate, type ModelCard } from "../core/index.ts";
import { items, malformed, member, members, noOthers, number, oneOf, text, textLike, whole, type Field } from "./card-field.ts";

/**
 * A model card out of parsed JSON: every field that is relied on is there and is what it should be. Whether the
 * `modelId` follows from it is for `assertModelId`, whether the weights do for `checkModel`.
 *
 * What is not known in a card is passed over, but not in the parts that a `modelId` is made of: there a field that
 * is not understood would mean templates that are silently of another space.
 *
 * @throws Problem `card_malformed` whose detail names the field: `input.size: a number is needed, got "150"`
 */
export function parseCard(json: unknown): ModelCard {
  const card: Field = { path: "", value: json };
  oneOf(member(card, "format"), ["likeness-card/1"]);
  const task = oneOf(member(card, "task"), ["detect", "landmarks", "embed", "embed-picture", "presentation-attack"]);
  checkNames(card);
  checkWeights(member(card, "weights"));
  checkOrigin(card);
  if (member(card, "golden").value !== undefined) checkGolden(member(card, "golden"));
  switch (task) {
    case "detect":
      checkDetector(card);
      break;
    case "landmarks":
      checkLandmarker(card);
      break;
    case "embed":
      checkEmbedder(card);
      break;
    case "embed-picture":
      checkPictureEmbedder(card);
      break;
    case "presentation-attack":
      checkPresentationAttack(card);
      break;
    default:
      task satisfies never;
  }
  return json as ModelCard;
}

/** A name goes into file names, addresses and `modelId`s. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

function checkNames(card: Field): void {
  const name = textLike(member(card, "name"), namePattern, "a name of letters, digits, dots, dashes");
  const modelId = member(card, "modelId");
  textLike(modelId, /@[0-9a-f]{16}$/, "a name, @ and 16 hex digits");
  if (!String(modelId.value).startsWith(`${name}@`)) malformed(modelId, `an id of ${name}`);
}

function checkWeights(weights: Field): void {
  // Beside the card or below it: a card must not make its reader ask another host, or read another directory.
  const beside = /^(?![A-Za-z][A-Za-z0-9+.-]*:)(?!.*(?:^|\/)\.\.?(?:\/|$))[^/\\?#][^\\?#]*$/;
  textLike(member(weights, "file"), beside, "the name of a file beside the card");
  whole(member(weights, "bytes"), { to: 2 ** 31 - 1 });
  textLike(member(weights, "sha256"), /^[0-9a-f]{64}$/, "64 lower-case hex digits");
}

function checkOrigin(card: Field): void {
  const licence = member(card, "licence");
  for (const name of ["weights", "statement"]) text(member(licence, name));
  const provenance = member(card, "provenance");
  for (const name of ["package", "author", "training", "source"]) text(member(provenance, name));
  checkTraining(provenance);
  for (const measurement of items(member(card, "accuracy"))) {
    for (const name of ["figure", "data", "protocol"]) text(member(measurement, name));
    number(member(measurement, "value"));
  }
}

function checkTraining(provenance: Field): void {
  const [datasets, config, backbone] = ["datasets", "config", "backbone"].map((name) => member(provenance, name));
  if (datasets!.value !== undefined) {
    for (const dataset of items(datasets!)) {
      for (const name of ["name", "terms", "source"]) text(member(dataset, name));
      oneOf(member(dataset, "use"), ["training", "validation"]);
    }
  }
  if (config!.value !== undefined) textLike(config!, /^[0-9a-f]{64}$/, "64 lower-case hex digits");
  if (backbone!.value !== undefined) textLike(backbone!, /@[0-9a-f]{16}$/, "a name, @ and 16 hex digits");
}

function checkGolden(golden: Field): void {
  oneOf(member(golden, "pattern"), [goldenPattern]);
  for (const name of ["width", "height"]) whole(member(golden, name), { from: 1, to: largestSide });
  for (const sample of members(member(golden, "outputs"))) {
    for (const length of items(member(sample, "shape"))) whole(length);
    whole(member(sample, "stride"), { from: 1 });
    textLike(member(sample, "values"), /^[A-Za-z0-9_-]+$/, "base64url");
  }
}

/** Of a model's input, in pixels: more is a slip, and would be tens of megabytes a face. */
const largestSide = 4096;

const inputMembers = ["tensor", "channels", "mean", "divisor"];

function checkInput(input: Field, more: readonly string[], orders: readonly string[] = ["rgb", "bgr"]): void {
  text(member(input, "tensor"));
  const count = oneOf(member(input, "channels"), orders) === "grey" ? 1 : 3;
  const mean = member(input, "mean");
  if (items(mean).length !== count) malformed(mean, count === 1 ? "a list of 1 number" : "a number for each of 3 channels");
  for (const value of items(mean)) number(value);
  const divisor = member(input, "divisor");
  if (number(divisor) === 0) malformed(divisor, "a number other than 0");
  noOthers(input, [...inputMembers, ...more]);
}

function checkDetector(card: Field): void {
  const input = member(card, "input");
  checkInput(input, ["multiple", "passes"]);
  whole(member(input, "multiple"), { from: 1, to: largestSide });
  for (const pass of items(member(input, "passes"), 1)) {
    whole(member(pass, "side"), { from: 1, to: largestSide });
    number(member(pass, "threshold"), { from: 0, to: 1 });
    for (const name of ["from", "largest"]) {
      if (member(pass, name).value !== undefined) number(member(pass, name), { from: 0 });
    }
    noOthers(pass, ["side", "threshold", "from", "largest"]);
  }
  checkDetectorOutput(member(card, "output"));
  number(member(card, "overlap"), { from: 0, to: 1 });
}

function checkDetectorOutput(output: Field): void {
  const kind = oneOf(member(output, "kind"), ["ultraface", "tiny-yolo"]);
  switch (kind) {
    case "ultraface": {
      text(member(output, "scores"));
      text(member(output, "boxes"));
      const strides = items(member(output, "strides"), 1);
      for (const stride of strides) whole(stride, { from: 1 });
      const priors = member(output, "priors");
      if (items(priors).length !== strides.length) malformed(priors, "a list of sizes for each stride");
      for (const size of items(priors).flatMap((sizes) => items(sizes, 1))) number(size, { from: 0 });
      for (const name of ["centreVariance", "sizeVariance"]) number(member(output, name), { from: 0 });
      noOthers(output, ["kind", "scores", "boxes", "strides", "priors", "centreVariance", "sizeVariance"]);
      return;
    }
    case "tiny-yolo":
      text(member(output, "grid"));
      whole(member(output, "stride"), { from: 1 });
      for (const anchor of items(member(output, "anchors"), 1)) numbers(anchor, 2, "width and height");
      noOthers(output, ["kind", "grid", "stride", "anchors"]);
      return;
    default:
      kind satisfies never;
  }
}

function checkLandmarker(card: Field): void {
  const input = member(card, "input");
  checkInput(input, ["size", "shift"]);
  whole(member(input, "size"), { from: 1, to: largestSide });
  number(member(input, "shift"), { from: -1, to: 1 });
  const output = member(card, "output");
  text(member(output, "tensor"));
  oneOf(member(output, "points"), [68]);
  noOthers(output, ["tensor", "points"]);
}

function checkEmbedder(card: Field): void {
  const input = member(card, "input");
  checkInput(input, ["size"]);
  whole(member(input, "size"), { from: 1, to: largestSide });
  checkAlignment(member(card, "alignment"));
  checkSpace(card);
}

function checkPictureEmbedder(card: Field): void {
  const input = member(card, "input");
  checkInput(input, ["width", "height"], ["rgb", "bgr", "grey"]);
  for (const name of ["width", "height"]) whole(member(input, name), { from: 1, to: largestSide });
  checkSpace(card);
}

/** What templates are, whatever they are made of. */
function checkSpace(card: Field): void {
  const output = member(card, "output");
  text(member(output, "tensor"));
  noOthers(output, ["tensor"]);
  whole(member(card, "dimension"), { from: 1, to: 65_536 });
  oneOf(member(card, "normalisation"), ["l2"]);
  checkCalibration(member(card, "calibration"));
}

function checkPresentationAttack(card: Field): void {
  const input = member(card, "input");
  checkInput(input, ["size", "scale"]);
  whole(member(input, "size"), { from: 1, to: largestSide });
  number(member(input, "scale"), { from: 0.1, to: 20 });
  const output = member(card, "output");
  text(member(output, "tensor"));
  const classes = whole(member(output, "classes"), { from: 1, to: 1000 });
  whole(member(output, "live"), { to: classes - 1 });
  oneOf(member(output, "activation"), ["softmax", "none"]);
  noOthers(output, ["tensor", "classes", "live", "activation"]);
  const calibration = member(card, "calibration");
  for (const name of ["data", "protocol"]) text(member(calibration, name));
  for (const name of ["attacks", "bonaFide"]) whole(member(calibration, name));
  for (const name of ["threshold", "apcer", "bpcer"]) number(member(calibration, name), { from: 0, to: 1 });
}

const landmarkCounts = { "ibug-68": 68, "five-points": 5 } as const satisfies Record<AlignmentTemplate["landmarks"], number>;

function checkAlignment(alignment: Field): void {
  const count = landmarkCounts[oneOf(member(alignment, "landmarks"), ["ibug-68", "five-points"])];
  // Two points are what a similarity needs: a turn, a scale and a shift are four numbers.
  for (const point of items(member(alignment, "points"), 2)) {
    const [index] = numbers(point, 3, "landmark, x and y");
    whole({ path: `${point.path}[0]`, value: index }, { to: count - 1 });
  }
  noOthers(alignment, ["landmarks", "points"]);
}

function checkCalibration(calibration: Field): void {
  oneOf(member(calibration, "score"), ["cosine"]);
  for (const name of ["data", "protocol"]) text(member(calibration, name));
  for (const name of ["matedPairs", "nonMatedPairs"]) whole(member(calibration, name));
  const thresholds = items(member(calibration, "thresholds"));
  const scores = thresholds.map((threshold) => {
    for (const name of ["fmr", "fnmr"]) number(member(threshold, name), { from: 0, to: 1 });
    whole(member(threshold, "falseMatches"));
    return number(member(threshold, "score"), { from: -1, to: 1 });
  });
  if (scores.some((score, n) => n > 0 && score < scores[n - 1]!)) {
    throw new Problem("card_malformed", "calibration.thresholds: they go from the laxest to the strictest score");
  }
  if (member(calibration, "scores").value !== undefined) checkScores(member(calibration, "scores"));
}

function checkScores(calibration: Field): void {
  oneOf(member(calibration, "version"), [1]);
  const logistic = member(calibration, "logistic");
  // A score that speaks against its subject the higher it is, is none.
  number(member(logistic, "slope"), { from: 0 });
  number(member(logistic, "intercept"));
  const isotonic = member(calibration, "isotonic");
  const [scores, llrs] = ["scores", "llrs"].map((name) => items(member(isotonic, name), 1).map((value) => number(value)));
  if (scores!.length !== llrs!.length) malformed(member(isotonic, "llrs"), `a number for each of ${scores!.length} scores`);
  if (scores!.some((score, n) => n > 0 && score <= scores![n - 1]!)) {
    throw new Problem("card_malformed", "calibration.scores.isotonic.scores: each is above the one before");
  }
  if (llrs!.some((llr, n) => n > 0 && llr < llrs![n - 1]!)) {
    throw new Problem("card_malformed", "calibration.scores.isotonic.llrs: none is below the one before");
  }
}

function numbers(of: Field, count: number, meaning: string): number[] {
  const found = items(of);
  if (found.length !== count) malformed(of, `${count} numbers, ${meaning},`);
  return found.map((value) => number(value));
}
