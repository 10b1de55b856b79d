import { crc32 } from "node:zlib";
import { bucketOf, type Typed } from "./field-types.ts";
import { storedValue } from "./fields.ts";
import { damaged, findingOf, type Finding } from "./failures.ts";
import { emptyDigest, withLabel, writeDigest, type LabelDigest } from "./label-digest.ts";
import { metadataOf, type Tables } from "./people.ts";
import { unpacked } from "./postings.ts";
import type { FieldRow, PostingRow, SpaceRow, SubjectRow } from "./rows.ts";

/** What subjects and their templates add up to, held against what spaces and lists say. */
export interface Tally {
  /** @throws Problem `store_damaged` if the row does not agree with its templates */
  count(subject: SubjectRow): void;
  /** @throws Problem `store_damaged` if a value lies in a bucket that is not its own */
  countPostings(row: PostingRow): void;
  differences(): Finding[];
}

interface Counted {
  subjects: number;
  homes: number;
  templates: number;
  digest: LabelDigest;
}

export function tally({ spaces, templates, fields, moves, postings }: Tables): Tally {
  const counted = new Map<number, Counted>();
  /** By field and space: over everybody's value, as subjects have it, and as lists have it. */
  const [wanted, listed] = [new Map<string, LabelDigest>(), new Map<string, LabelDigest>()];
  const known = new Map<number, FieldRow>(fields.every().map((field) => [field.id, field]));

  const of = (spaceId: number): Counted => {
    let count = counted.get(spaceId);
    if (!count) counted.set(spaceId, (count = { subjects: 0, homes: 0, templates: 0, digest: emptyDigest }));
    return count;
  };
  const note = (map: Map<string, LabelDigest>, field: number, space: number, label: number, subject: number, value: Typed) => {
    const key = `${field} ${space}`;
    // As many bits as a label may have.
    const mark = crc32(JSON.stringify([label, subject, value])) * 0x20_0000 + (label % 0x20_0000);
    map.set(key, withLabel(map.get(key) ?? emptyDigest, mark));
  };

  function assertSpace(space: SpaceRow, expected: Counted): void {
    const digest = writeDigest(expected.digest);
    if (space.templates !== expected.templates || space.digest !== digest) {
      throw damaged("spaces", space.id, `it counts ${space.templates} templates; there are ${expected.templates}, or others`);
    }
    if (space.subjects !== expected.subjects || space.homes !== expected.homes) {
      throw damaged("spaces", space.id, `it counts ${space.subjects} subjects; there are ${expected.subjects}`);
    }
  }

  return {
    count: (subject) => {
      const places = templates.places(subject.id);
      if (places.length !== subject.templates || places.length === 0) {
        throw damaged("subjects", subject.id, `it has ${subject.templates} templates; ${places.length} are there`);
      }
      const ids = new Set(places.map(({ spaceId }) => spaceId));
      const move = moves.of(subject.collection_id);
      const home = move && ids.has(move.from_space) ? move.from_space : subject.space_id;
      if (home !== subject.space_id || !ids.has(home)) {
        throw damaged("subjects", subject.id, `its home is space ${subject.space_id}; its templates are elsewhere`);
      }
      for (const { label, spaceId } of places) {
        const count = of(spaceId);
        count.templates++;
        count.digest = withLabel(count.digest, label);
      }
      for (const id of ids) of(id).subjects++;
      of(home).homes++;
      const metadata = metadataOf(subject);
      for (const field of fields.of(subject.collection_id)) {
        const value = storedValue(field, metadata);
        if (value === undefined) continue;
        for (const { label, spaceId } of places) note(wanted, field.id, spaceId, label, subject.id, value);
      }
    },

    countPostings: (row) => {
      const entries = unpacked(row.entries);
      const isText = known.get(row.field_id)?.type === "keyword";
      for (let i = 0; i < entries.length; i += 3) {
        const value = isText ? row.bucket : entries[i + 2]!;
        if (bucketOf(value) !== row.bucket) throw damaged("postings", row.id, "a value is not in its bucket");
        note(listed, row.field_id, row.space_id, entries[i]!, entries[i + 1]!, value);
      }
    },

    differences: () => {
      const found: Finding[] = [];
      const attempt = (work: () => void) => {
        try {
          work();
        } catch (error) {
          const finding = findingOf(error);
          if (!finding) throw error;
          found.push(finding);
        }
      };
      for (const space of spaces.all()) {
        attempt(() => assertSpace(space, of(space.id)));
        counted.delete(space.id);
      }
      for (const id of counted.keys()) found.push({ table: "spaces", row: id, what: "it is missing" });
      for (const key of new Set([...wanted.keys(), ...listed.keys()])) {
        const [fieldId, spaceId] = key.split(" ").map(Number) as [number, number];
        if (known.get(fieldId)?.state !== "ready") continue;
        attempt(() => {
          postings.read(fieldId, spaceId, [{ from: undefined, to: undefined }]);
          if (writeDigest(wanted.get(key) ?? emptyDigest) !== writeDigest(listed.get(key) ?? emptyDigest)) {
            throw damaged("fields", fieldId, `its lists in space ${spaceId} are not what subjects have`);
          }
        });
      }
      return found;
    },
  };
}
