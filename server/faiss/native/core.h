// The part of an index that holds the vectors: what is behind its transforms.
#pragma once

#include <faiss/Index.h>
#include <faiss/IndexPreTransform.h>

namespace likeness {

inline faiss::Index& CoreOf(faiss::Index& index) {
  auto* transformed = dynamic_cast<faiss::IndexPreTransform*>(&index);
  return transformed ? *transformed->index : index;
}

inline const faiss::Index& CoreOf(const faiss::Index& index) { return CoreOf(const_cast<faiss::Index&>(index)); }

}  // namespace likeness
