import { expect, test } from "vitest";
import { personOf } from "./photos.ts";

test.each([
  ["Ada Lovelace/portrait.jpg", "Ada Lovelace"],
  ["staff/Ada/1.png", "staff/Ada"],
  ["Ada Lovelace.jpg", "Ada Lovelace"],
  ["Ada_Lovelace_0002.jpg", "Ada_Lovelace"],
  ["obama2.jpg", "obama"],
  ["ada (3).jpeg", "ada"],
  ["张伟1.webp", "张伟"],
])("%s shows %s", (file, person) => {
  expect(personOf(file)).toBe(person);
});

test.each(["IMG-20240102-WA0003.jpg", "IMG_E1234.jpg", "person2.png", "s12.pgm", "selfie1.jpg", "IMG_0012.jpg", "DSC00145.JPG", "2008_001009.jpg", "17.png", "sample3.jpg", "PXL_20240101_1.jpg"])(
  "%s is a name that a camera gave, and shows itself",
  (file) => {
    expect(personOf(file)).toBe(file.replace(/\.\w+$/, ""));
  },
);
