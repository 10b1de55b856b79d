#include "bytes.h"

#include <faiss/IndexFlatCodes.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVF.h>

#include "core.h"

namespace likeness {

size_t IndexBytes(const faiss::Index& whole) {
  const faiss::Index& index = CoreOf(whole);
  if (const auto* flat = dynamic_cast<const faiss::IndexFlatCodes*>(&index)) return flat->codes.size();
  if (const auto* graph = dynamic_cast<const faiss::IndexHNSW*>(&index)) {
    const faiss::HNSW& hnsw = graph->hnsw;
    return IndexBytes(*graph->storage) + hnsw.neighbors.size() * sizeof(int32_t) +
           hnsw.offsets.size() * sizeof(size_t) + hnsw.levels.size() * sizeof(int);
  }
  if (const auto* lists = dynamic_cast<const faiss::IndexIVF*>(&index)) {
    const size_t vectors = static_cast<size_t>(lists->ntotal) * (lists->code_size + sizeof(int64_t));
    return vectors + IndexBytes(*lists->quantizer);
  }
  return 0;
}

}  // namespace likeness
