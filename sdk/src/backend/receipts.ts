import type { HostKeys } from "../contract/messages.ts";
import { receiptFormat, receiptType, type ReceiptClaims } from "../device/receipt.ts";
import { signedByHost } from "./signed-by-host.ts";

/**
 * What a host says it has erased: [ERA2].
 *
 * @param hostKeys of `GET /v1/keys`, got from the host itself and not from whoever shows the receipt
 * @throws Problem `receipt_invalid`
 */
export function readReceipt(receipt: string, hostKeys: HostKeys): Promise<ReceiptClaims> {
  return signedByHost<ReceiptClaims>(receipt, receiptType, receiptFormat, hostKeys);
}
