#include "learned.h"

#include <faiss/IndexIVFPQ.h>
#include <faiss/IndexPQ.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/clone_index.h>

#include "core.h"

namespace likeness {
namespace {

// The tables that codes are made by; null where there are none, and the code is the vector.
const std::vector<float>* TablesOf(const faiss::Index& index) {
  if (const auto* scalar = dynamic_cast<const faiss::IndexScalarQuantizer*>(&index)) return &scalar->sq.trained;
  if (const auto* scalar = dynamic_cast<const faiss::IndexIVFScalarQuantizer*>(&index)) return &scalar->sq.trained;
  if (const auto* products = dynamic_cast<const faiss::IndexPQ*>(&index)) return &products->pq.centroids;
  if (const auto* products = dynamic_cast<const faiss::IndexIVFPQ*>(&index)) return &products->pq.centroids;
  return nullptr;
}

}  // namespace

std::unique_ptr<faiss::Index> Learned(const faiss::Index& index) {
  std::unique_ptr<faiss::Index> copy(faiss::clone_index(&index));
  copy->reset();
  return copy;
}

bool SameCodes(const faiss::Index& one, const faiss::Index& other) {
  const std::vector<float>* a = TablesOf(CoreOf(one));
  const std::vector<float>* b = TablesOf(CoreOf(other));
  return a == b || (a && b && *a == *b);
}

}  // namespace likeness
