import { vectorFromBytes, vectorToBytes, type UnitVector } from "@likeness/sdk/core";
import type { Address } from "../address.ts";
import { joined } from "./joined.ts";
import { closeBox, openBox } from "./sealed-box.ts";

/** Where a template belongs. It is authenticated with it: elsewhere, the template does not open. */
export interface Place {
  readonly address: Address;
  readonly modelId: string;
  /** Id of the data key. */
  readonly dataKey: string;
  /** The template's id. */
  readonly slot: string;
}

/** The vector's float32 values, as they are in memory, in a box. */
export function sealTemplate(key: CryptoKey, place: Place, vector: UnitVector): Promise<Uint8Array<ArrayBuffer>> {
  return closeBox(key, vectorToBytes(vector), beside(place));
}

/** @returns nothing if it was not sealed with this key, for this place, as it is */
export async function openTemplate(
  key: CryptoKey,
  place: Place,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<UnitVector | undefined> {
  const bytes = await openBox(key, sealed, beside(place));
  return bytes && vectorFromBytes(bytes);
}

function beside({ address: { tenant, collection, subject }, modelId, dataKey, slot }: Place) {
  return joined(["likeness-template/1", tenant, collection, subject, modelId, dataKey, slot]);
}
