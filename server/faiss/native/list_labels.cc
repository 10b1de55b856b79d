#include "list_labels.h"

#include <unordered_set>

#include "core.h"
#include "label_selector.h"

namespace likeness {

ListLabels::ListLabels(faiss::Index& index) : index_(index), lists_(dynamic_cast<faiss::IndexIVF&>(CoreOf(index))) {
  lists_.set_direct_map_type(faiss::DirectMap::Hashtable);
}

size_t ListLabels::bytes() const {
  constexpr size_t kNode = 32;  // as in RowTable
  const auto& map = lists_.direct_map.hashtable;
  return map.size() * kNode + map.bucket_count() * sizeof(void*);
}

void ListLabels::Add(View<int64_t> labels, View<float> vectors) {
  CheckNew(labels);
  index_.add_with_ids(static_cast<int64_t>(labels.size), vectors.data, labels.data);
}

void ListLabels::CheckNew(View<int64_t> labels) const {
  std::unordered_set<int64_t> given;
  for (int64_t label : labels) {
    if (label == kNoLabel) ThrowNoLabel();
    if (Has(label) || !given.insert(label).second) ThrowDuplicate(label);
  }
}

// DirectMap::remove_ids does as much, but leaves the vector where it was, behind the end of its list.
size_t ListLabels::Remove(View<int64_t> labels) {
  auto& map = lists_.direct_map.hashtable;
  faiss::InvertedLists& lists = *lists_.invlists;
  const std::vector<uint8_t> nothing(lists_.code_size);
  size_t removed = 0;
  for (int64_t label : labels) {
    const auto found = map.find(label);
    if (found == map.end()) continue;
    const auto list = static_cast<size_t>(faiss::lo_listno(found->second));
    const auto at = static_cast<size_t>(faiss::lo_offset(found->second));
    const size_t last = lists.list_size(list) - 1;
    map.erase(found);
    if (at != last) {
      const int64_t moved = lists.get_single_id(list, last);
      lists.update_entry(list, at, moved, faiss::InvertedLists::ScopedCodes(&lists, list, last).get());
      map[moved] = faiss::lo_build(list, at);
    }
    lists.update_entry(list, last, kNoLabel, nothing.data());
    lists.resize(list, last);
    removed++;
  }
  lists_.ntotal -= static_cast<int64_t>(removed);
  index_.ntotal = lists_.ntotal;
  return removed;
}

void ListLabels::Merge(Labelling& other) {
  auto& from = dynamic_cast<ListLabels&>(other);
  const std::vector<int64_t> labels = from.Labels();
  CheckNew({labels.data(), labels.size()});
  // Faiss merges only what has no map from labels.
  lists_.set_direct_map_type(faiss::DirectMap::NoMap);
  from.lists_.set_direct_map_type(faiss::DirectMap::NoMap);
  lists_.merge_from(from.lists_, 0);
  lists_.set_direct_map_type(faiss::DirectMap::Hashtable);
  from.lists_.set_direct_map_type(faiss::DirectMap::Hashtable);
  index_.ntotal = lists_.ntotal;
  from.index_.ntotal = from.lists_.ntotal;
}

std::unique_ptr<faiss::IDSelector> ListLabels::Select(View<int64_t> labels) const {
  return std::make_unique<LabelSelector>(labels);
}

std::vector<int64_t> ListLabels::Labels() const {
  std::vector<int64_t> labels;
  labels.reserve(size());
  for (const auto& entry : lists_.direct_map.hashtable) labels.push_back(entry.first);
  return labels;
}

}  // namespace likeness
