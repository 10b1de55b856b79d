// How the vectors of a Faiss index get the caller's labels. Not thread safe: LabelledIndex locks around it.
#pragma once

#include <faiss/Index.h>
#include <faiss/impl/IDSelector.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "row_table.h"
#include "view.h"

namespace likeness {

class Labelling {
 public:
  virtual ~Labelling() = default;

  virtual size_t size() const = 0;
  virtual size_t bytes() const = 0;
  virtual bool Has(int64_t label) const = 0;

  // One vector for each label. Throws duplicate_label, or bad_argument for kNoLabel, and then nothing has changed.
  // What else is thrown leaves the index beyond use, unless recoverable().
  virtual void Add(View<int64_t> labels, View<float> vectors) = 0;
  virtual bool recoverable() const = 0;

  // Overwrites what it removes. Returns how many there were.
  virtual size_t Remove(View<int64_t> labels) = 0;

  // All that `other` has, which then has none. `other` is of the same kind, and its labels are others.
  virtual void Merge(Labelling& other) = 0;

  // What Faiss has found, in place, as labels.
  virtual void Translate(int64_t* found, size_t count) const = 0;
  virtual std::unique_ptr<faiss::IDSelector> Select(View<int64_t> labels) const = 0;

  // The vector as the index has it. The label is there.
  virtual void Reconstruct(int64_t label, float* vector) const = 0;

  virtual std::vector<int64_t> Labels() const = 0;
};

}  // namespace likeness
