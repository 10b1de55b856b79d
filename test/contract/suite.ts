import { describe } from "vitest";
import { badInput } from "./bad-input.ts";
import { enrolling } from "./enrolling.ts";
import { identifying } from "./identifying.ts";
import type { HostUnderTest } from "./host.ts";
import { offlineVerifying } from "./offline.ts";
import { tenants } from "./tenants.ts";
import { verifying } from "./verifying.ts";
import { openApi } from "./open-api.ts";

/** What every host must do, whatever stands behind it. */
export function contractSuite(name: string, host: () => HostUnderTest): void {
  describe(`the contract on the ${name}`, () => {
    enrolling(host);
    verifying(host);
    identifying(host);
    tenants(host);
    badInput(host);
    offlineVerifying(host);
    openApi(host);
  });
}
