// Which labels a search is about, and where their rows are.
//
// May be used from any thread. Rows are looked up when a search first asks for them after the index has changed,
// and then remembered.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "part.h"
#include "table.h"

namespace likeness {

// Where the rows of a scope are in one version of an index. Blocks of which a good part is in the scope are
// scanned with a bit for each row; the rows of others are picked out one by one.
struct Resolved {
  std::vector<Part> parts;
  size_t size = 0;  // rows

  // What the parts point to.
  std::vector<const float*> rows;
  std::vector<int64_t> labels;
  std::vector<uint64_t> bits;
};

class Scope {
 public:
  // In any order, and more than once if they are.
  explicit Scope(std::vector<int64_t> labels) : labels_(std::move(labels)) {}

  // `version` is never the same for two states of one table or for two tables. The answer holds while the
  // table is as it is.
  std::shared_ptr<const Resolved> Resolve(const Table& table, uint64_t version);

 private:
  std::mutex mutex_;
  bool sorted_ = false;
  std::vector<int64_t> labels_;
  uint64_t version_ = 0;  // of resolved_; there is no version 0
  std::shared_ptr<const Resolved> resolved_;
};

}  // namespace likeness
