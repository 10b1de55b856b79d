#include "row_labels.h"

#include <cstring>

#include "core.h"
#include "failure.h"
#include "label_selector.h"

namespace likeness {

RowLabels::RowLabels(faiss::Index& index, std::vector<int64_t> labels)
    : index_(index), codes_(dynamic_cast<faiss::IndexFlatCodes*>(&CoreOf(index))) {
  rows_.Append({labels.data(), labels.size()});
}

void RowLabels::Add(View<int64_t> labels, View<float> vectors) {
  const size_t before = size();
  rows_.Append(labels);
  try {
    index_.add(static_cast<int64_t>(labels.size), vectors.data);
  } catch (...) {
    rows_.Truncate(before);
    throw;
  }
}

size_t RowLabels::Remove(View<int64_t> labels) {
  if (!codes_) throw CodedError("not_supported", "a graph (HNSW) removes nothing");
  const size_t before = size();
  const size_t width = codes_->code_size;
  uint8_t* codes = codes_->codes.data();
  for (int64_t label : labels) {
    const auto vacated = rows_.SwapRemove(label);
    if (!vacated) continue;
    uint8_t* last = codes + size() * width;
    if (*vacated != size()) std::memcpy(codes + *vacated * width, last, width);
    // The memory stays the index's own, and may be read out of a core dump.
    std::memset(last, 0, width);
  }
  codes_->codes.resize(size() * width);
  codes_->ntotal = index_.ntotal = static_cast<int64_t>(size());
  return before - size();
}

void RowLabels::Merge(Labelling& other) {
  if (!codes_) throw CodedError("not_supported", "a graph (HNSW) takes no vectors of another");
  auto& from = dynamic_cast<RowLabels&>(other);
  const size_t before = size();
  rows_.Append({from.rows_.labels().data(), from.size()});
  try {
    codes_->merge_from(*from.codes_, 0);
  } catch (...) {
    rows_.Truncate(before);
    throw;
  }
  index_.ntotal = codes_->ntotal;
  from.index_.ntotal = from.codes_->ntotal;
  from.rows_.Truncate(0);
}

void RowLabels::Translate(int64_t* found, size_t count) const {
  for (size_t at = 0; at < count; at++) {
    if (found[at] != kNoLabel) found[at] = rows_.labels()[static_cast<size_t>(found[at])];
  }
}

std::unique_ptr<faiss::IDSelector> RowLabels::Select(View<int64_t> labels) const {
  auto selector = std::make_unique<RowSelector>(size());
  for (int64_t label : labels) {
    if (const auto row = rows_.RowOf(label)) selector->Select(*row);
  }
  return selector;
}

void RowLabels::Reconstruct(int64_t label, float* vector) const {
  index_.reconstruct(static_cast<int64_t>(*rows_.RowOf(label)), vector);
}

}  // namespace likeness
