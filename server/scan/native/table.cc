#include "table.h"

#include <algorithm>
#include <new>
#include <string>

#include "failure.h"

namespace likeness {
namespace {

constexpr size_t kJoined = kBlockRows / 2;  // two blocks with so many rows or fewer become one
// A block that is full and gets rows in its midst is split with room left for more of them.
constexpr size_t kSplitRows = kBlockRows * 3 / 4;

}  // namespace

Table::Table(const Layout& layout)
    : layout_(layout), arena_(std::make_shared<Arena>(layout.Bytes(kBlockRows))) {}

size_t Table::bytes() const {
  size_t bytes = firsts_.size() * (sizeof(int64_t) + sizeof(std::shared_ptr<Block>) + sizeof(Block));
  for (const auto& block : blocks_) bytes += block->bytes();
  return bytes;
}

size_t Table::BlockOf(int64_t label) const {
  const auto after = std::upper_bound(firsts_.begin(), firsts_.end(), label);
  return after == firsts_.begin() ? blocks_.size() : static_cast<size_t>(after - firsts_.begin()) - 1;
}

const float* Table::Find(int64_t label) const {
  const size_t at = BlockOf(label);
  if (at == blocks_.size()) return nullptr;
  const size_t row = blocks_[at]->Find(label);
  return row == blocks_[at]->count() ? nullptr : blocks_[at]->row(row);
}

void Table::Add(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    if (!blocks_.empty() && row.label > blocks_.back()->last()) break;
    if (Find(row.label)) {
      throw CodedError("duplicate_label", "the label " + std::to_string(row.label) + " is already present");
    }
  }
  // Those that come after all that is there fill the last block up and then make new ones.
  const auto is_inside = [this](const Row& row) { return !blocks_.empty() && row.label < blocks_.back()->last(); };
  const auto tail = std::find_if_not(rows.begin(), rows.end(), is_inside);
  const auto room = blocks_.empty() || blocks_.back()->count() == kBlockRows
                        ? size_t{0}
                        : std::min(kBlockRows - blocks_.back()->count(), static_cast<size_t>(rows.end() - tail));
  const auto fresh = tail + static_cast<std::ptrdiff_t>(room);

  // What each block becomes, by where it stands; all that may throw comes before the first change.
  std::vector<std::pair<size_t, Blocks>> replaced;
  bool is_last_replaced = false;
  for (auto row = rows.begin(); row != tail;) {
    // Before the first label of all: the first block's.
    const size_t at = row->label < firsts_.front() ? 0 : BlockOf(row->label);
    auto end = row;
    while (end != tail && (at + 1 == blocks_.size() || end->label < firsts_[at + 1])) ++end;
    // The last block takes what comes after it as well, or it would be made anew and then filled up.
    is_last_replaced = at + 1 == blocks_.size();
    const auto taken = is_last_replaced ? fresh : end;
    replaced.emplace_back(at, Merged(at, &*row, static_cast<size_t>(taken - row)));
    row = end;
  }
  size_t staged = 0;
  if (room > 0 && !is_last_replaced) {
    Block& last = *blocks_.back();
    if (last.count() + room > last.capacity()) {
      replaced.emplace_back(blocks_.size() - 1, Merged(blocks_.size() - 1, &*tail, room));
    } else {
      staged = room;
    }
  }
  const std::vector<Row> appended(fresh, rows.end());
  Blocks more = Built(appended, kBlockRows);
  Blocks after;
  size_t count = blocks_.size() + more.size();
  for (const auto& [at, blocks] : replaced) count += blocks.size() - 1;
  after.reserve(count);
  firsts_.reserve(count);

  if (staged > 0) {
    for (size_t row = 0; row < staged; row++) {
      const Row& one = *(tail + static_cast<std::ptrdiff_t>(row));
      blocks_.back()->Stage(row, one.label, one.vector);
    }
    blocks_.back()->Publish(staged);
  }
  auto next = replaced.begin();
  for (size_t at = 0; at < blocks_.size(); at++) {
    if (next != replaced.end() && next->first == at) {
      after.insert(after.end(), next->second.begin(), next->second.end());
      ++next;
    } else {
      after.push_back(blocks_[at]);
    }
  }
  after.insert(after.end(), more.begin(), more.end());
  blocks_.swap(after);
  Index();
}

Table::Blocks Table::Merged(size_t at, const Row* rows, size_t count) const {
  const Block& block = *blocks_[at];
  std::vector<Row> merged;
  merged.reserve(block.count() + count);
  size_t next = 0;
  for (size_t row = 0; row < block.count(); row++) {
    while (next < count && rows[next].label < block.labels()[row]) merged.push_back(rows[next++]);
    merged.push_back({block.labels()[row], block.row(row)});
  }
  merged.insert(merged.end(), rows + next, rows + count);
  return Built(merged, merged.size() <= kBlockRows ? kBlockRows : kSplitRows);
}

Table::Blocks Table::Built(const std::vector<Row>& rows, size_t most_in_block) const {
  Blocks built;
  const size_t blocks = (rows.size() + most_in_block - 1) / most_in_block;
  built.reserve(blocks);
  for (size_t from = 0; built.size() < blocks;) {
    // Shared out evenly where blocks are not to be full.
    const size_t left = rows.size() - from;
    const size_t even = (left + blocks - built.size() - 1) / (blocks - built.size());
    const size_t count = most_in_block == kBlockRows ? std::min(left, kBlockRows) : even;
    built.push_back(std::make_shared<Block>(layout_, arena_, CapacityFor(count)));
    for (size_t row = 0; row < count; row++) {
      built.back()->Stage(row, rows[from + row].label, rows[from + row].vector);
    }
    built.back()->Publish(count);
    from += count;
  }
  return built;
}

size_t Table::Remove(const std::vector<int64_t>& labels) {
  struct Change {
    size_t at;
    std::vector<size_t> rows;
    std::shared_ptr<Block> copy;
  };
  std::vector<Change> changes;
  size_t removed = 0;
  for (const int64_t label : labels) {
    const size_t at = BlockOf(label);
    if (at == blocks_.size()) continue;
    const size_t row = blocks_[at]->Find(label);
    if (row == blocks_[at]->count()) continue;
    if (changes.empty() || changes.back().at != at) changes.push_back({at, {}, nullptr});
    changes.back().rows.push_back(row);
    removed++;
  }
  for (Change& change : changes) {
    if (!blocks_[change.at]->pinned()) continue;
    const Block& block = *blocks_[change.at];
    std::vector<Row> kept;
    kept.reserve(block.count());
    size_t next = 0;
    for (size_t row = 0; row < block.count(); row++) {
      if (next < change.rows.size() && change.rows[next] == row) {
        next++;
      } else {
        kept.push_back({block.labels()[row], block.row(row)});
      }
    }
    // An empty one as well, to be taken out below.
    change.copy = kept.empty() ? std::make_shared<Block>(layout_, arena_, kStepRows) : Built(kept, kBlockRows).front();
  }
  for (Change& change : changes) {
    if (change.copy) {
      blocks_[change.at] = std::move(change.copy);
    } else {
      blocks_[change.at]->Remove(change.rows);
    }
  }
  if (!changes.empty()) {
    Tidy(changes.front().at, changes.back().at);
    Index();
  }
  return removed;
}

void Table::Tidy(size_t from, size_t to) noexcept {
  blocks_.erase(std::remove_if(blocks_.begin(), blocks_.end(), [](const auto& block) { return block->count() == 0; }),
                blocks_.end());
  // Their neighbours too; counted down, since what comes after moves.
  from = from > 0 ? from - 1 : 0;
  try {
    for (size_t at = std::min(to + 1, blocks_.size()); at-- > from;) {
      if (at + 1 < blocks_.size() && blocks_[at]->count() + blocks_[at + 1]->count() <= kJoined) {
        std::vector<Row> rows;
        for (const auto& block : {blocks_[at], blocks_[at + 1]}) {
          for (size_t row = 0; row < block->count(); row++) rows.push_back({block->labels()[row], block->row(row)});
        }
        blocks_[at] = Built(rows, kBlockRows).front();
        blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(at) + 1);
      } else if (CapacityFor(blocks_[at]->count()) * 4 <= blocks_[at]->capacity()) {
        blocks_[at] = Merged(at, nullptr, 0).front();
      }
    }
  } catch (const std::bad_alloc&) {
    // They stay as they are.
  }
}

void Table::Replace(Blocks blocks) {
  firsts_.reserve(blocks.size());
  blocks_ = std::move(blocks);
  Index();
}

void Table::Index() {
  firsts_.clear();
  size_ = 0;
  for (const auto& block : blocks_) {
    firsts_.push_back(block->first());
    size_ += block->count();
  }
}

}  // namespace likeness
