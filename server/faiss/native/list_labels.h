// Labels of an index of lists (IVF), which keeps the labels itself. Its map from a label to where the vector is finds
// one that is to be removed or reconstructed without a scan.
#pragma once

#include <faiss/Index.h>
#include <faiss/IndexIVF.h>

#include "labelling.h"

namespace likeness {

class ListLabels : public Labelling {
 public:
  // `index` outlives it.
  explicit ListLabels(faiss::Index& index);

  size_t size() const override { return static_cast<size_t>(lists_.ntotal); }
  size_t bytes() const override;
  bool Has(int64_t label) const override { return lists_.direct_map.hashtable.count(label) != 0; }
  void Add(View<int64_t> labels, View<float> vectors) override;
  bool recoverable() const override { return false; }
  size_t Remove(View<int64_t> labels) override;
  void Merge(Labelling& other) override;
  void Translate(int64_t*, size_t) const override {}
  std::unique_ptr<faiss::IDSelector> Select(View<int64_t> labels) const override;
  void Reconstruct(int64_t label, float* vector) const override { index_.reconstruct(label, vector); }
  std::vector<int64_t> Labels() const override;

 private:
  void CheckNew(View<int64_t> labels) const;

  faiss::Index& index_;
  faiss::IndexIVF& lists_;
};

}  // namespace likeness
