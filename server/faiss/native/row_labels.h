// Labels of an index that numbers its vectors from 0 on: a table says which label stands in which row.
#pragma once

#include <faiss/Index.h>
#include <faiss/IndexFlatCodes.h>

#include "labelling.h"
#include "row_table.h"

namespace likeness {

class RowLabels : public Labelling {
 public:
  // `index` outlives it. `labels` are of the rows that are there already.
  RowLabels(faiss::Index& index, std::vector<int64_t> labels);

  size_t size() const override { return rows_.size(); }
  size_t bytes() const override { return rows_.bytes(); }
  bool Has(int64_t label) const override { return rows_.RowOf(label).has_value(); }
  void Add(View<int64_t> labels, View<float> vectors) override;
  // Codes one after another grow in one step or not at all. A graph that ran out of memory half way is beyond mending.
  bool recoverable() const override { return codes_ != nullptr; }
  size_t Remove(View<int64_t> labels) override;
  void Merge(Labelling& other) override;
  void Translate(int64_t* found, size_t count) const override;
  std::unique_ptr<faiss::IDSelector> Select(View<int64_t> labels) const override;
  void Reconstruct(int64_t label, float* vector) const override;
  std::vector<int64_t> Labels() const override { return rows_.labels(); }

 private:
  faiss::Index& index_;
  // What stores the vectors, where that is one code after another and nothing refers to a row: then the last row can be
  // moved into a gap. Null for a graph.
  faiss::IndexFlatCodes* const codes_;
  RowTable rows_;
};

}  // namespace likeness
