import {
  createTickets,
  keyRingEntry,
  newApiKey,
  newLinkSecret,
  newWorkerSecrets,
  type Tickets,
} from "@likeness/sdk/backend";

export const tenant = "acme";

/** What a tenant's backend has, and its pages. */
export interface TenantKeys {
  readonly secret: string;
  readonly publishable: string;
  readonly tickets: Tickets;
}

/** Everything that a worker and those who call it agree on, new in each run. */
export interface Credentials {
  readonly own: TenantKeys;
  /** Another tenant's. */
  readonly other: TenantKeys;
  /** For the worker's configuration. */
  readonly settings: Readonly<Record<string, string>>;
  /** For the server's: what the worker signs its calls with, by id. */
  readonly links: Readonly<Record<string, { readonly tenant: string; readonly secret: string }>>;
}

export async function newCredentials(): Promise<Credentials> {
  const [own, other] = [await newTenant(tenant), await newTenant("umbrella")];
  return {
    own: own.keys,
    other: other.keys,
    settings: {
      ...(await newWorkerSecrets()),
      KEYS: JSON.stringify(Object.fromEntries([...own.ring, ...other.ring])),
      REMOTE_KEYS: JSON.stringify({ ...own.link.worker, ...other.link.worker }),
    },
    links: { ...own.link.server, ...other.link.server },
  };
}

async function newTenant(name: string) {
  const [secret, publishable] = [newApiKey("secret"), newApiKey("publishable")];
  const keys: TenantKeys = { secret, publishable, tickets: await createTickets(secret) };
  const ring = [
    await keyRingEntry(secret, { tenant: name, offline: true }),
    await keyRingEntry(publishable, { tenant: name, identify: true }),
  ];
  return { keys, ring, link: newLinkSecret(name) };
}
