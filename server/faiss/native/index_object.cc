#include "index_object.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "arguments.h"
#include "environment.h"
#include "failure.h"
#include "interrupt.h"
#include "job.h"
#include "metric.h"
#include "paths.h"
#include "typed_array.h"

namespace likeness {
namespace {

constexpr int64_t kLargestDimension = 65536;
constexpr int64_t kMostThreads = 256;
constexpr int64_t kMostDevices = 64;
constexpr int64_t kMostLists = 1 << 20;
constexpr int64_t kFarthest = 1 << 16;
constexpr size_t kLongestFactory = 64;
// What V8 is told of an index at most: see ScanObject.
constexpr int64_t kMostTold = 8 << 20;

// Or any object could be passed for one.
constexpr napi_type_tag kTag = {0x6c696b656e657373, 0x6661697373696478};

Napi::Value Nothing(Napi::Env env) { return env.Undefined(); }

std::optional<View<int64_t>> WithinAt(const Napi::CallbackInfo& info, size_t at) {
  if (info[at].IsUndefined()) return std::nullopt;
  return LabelsAt(info, at, "within");
}

}  // namespace

Napi::Function IndexObject::Define(Napi::Env env) {
  return DefineClass(env, "Index",
                     {
                         InstanceMethod("train", &IndexObject::Train),
                         InstanceMethod("add", &IndexObject::Add),
                         InstanceMethod("search", &IndexObject::Search),
                         InstanceMethod("searchRange", &IndexObject::SearchRange),
                         InstanceMethod("remove", &IndexObject::Remove),
                         InstanceMethod("reconstruct", &IndexObject::Reconstruct),
                         InstanceMethod("has", &IndexObject::Has),
                         InstanceMethod("merge", &IndexObject::Merge),
                         InstanceMethod("learnFrom", &IndexObject::LearnFrom),
                         InstanceMethod("write", &IndexObject::Write),
                         InstanceMethod("read", &IndexObject::Read),
                         InstanceMethod("close", &IndexObject::Close),
                         InstanceAccessor("size", &IndexObject::Size, nullptr),
                         InstanceAccessor("trained", &IndexObject::Trained, nullptr),
                         InstanceAccessor("bytes", &IndexObject::Bytes, nullptr),
                     });
}

IndexObject::IndexObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<IndexObject>(info) {
  try {
    IndexOptions options;
    options.dimension = static_cast<int>(IntegerAt(info, 0, "dimension", 1, kLargestDimension));
    options.factory = TextAt(info, 1, "factory", kLongestFactory);
    options.metric = MetricAt(info, 2);
    options.threads = static_cast<int>(IntegerAt(info, 3, "threads", 1, kMostThreads));
    options.device = static_cast<int>(IntegerAt(info, 4, "device", -1, kMostDevices));
    index_ = std::make_shared<LabelledIndex>(options);
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    throw ToJavaScript(info.Env(), CurrentFailure());
  }
  info.This().As<Napi::Object>().TypeTag(&kTag);
  Account(info.Env());
}

Napi::Value IndexObject::Train(const Napi::CallbackInfo& info) {
  const auto vectors = FloatsAt(info, 0, "vectors");
  return Start(
      info, FlagAt(info, 1), [=](LabelledIndex& index, const Cancellation& asked) { index.Train(vectors, asked); },
      Nothing);
}

Napi::Value IndexObject::Add(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto vectors = FloatsAt(info, 1, "vectors");
  return Start(
      info, FlagAt(info, 2),
      [=](LabelledIndex& index, const Cancellation& asked) { index.Add(labels, vectors, asked); }, Nothing);
}

Napi::Value IndexObject::Search(const Napi::CallbackInfo& info) {
  const auto queries = FloatsAt(info, 0, "queries");
  const auto k = static_cast<size_t>(IntegerAt(info, 1, "k", 1, std::numeric_limits<int32_t>::max()));
  SearchLimits limits;
  limits.nprobe = static_cast<size_t>(IntegerAt(info, 2, "nprobe", 1, kMostLists));
  limits.ef_search = static_cast<size_t>(IntegerAt(info, 3, "efSearch", 1, kFarthest));
  limits.within = WithinAt(info, 4);
  const auto found = std::make_shared<Neighbours>();
  return Start(
      info, FlagAt(info, 5),
      [=](LabelledIndex& index, const Cancellation& asked) { *found = index.Search(queries, k, limits, asked); },
      [found](Napi::Env env) {
        Napi::Object answer = Napi::Object::New(env);
        answer.Set("scores", ToTypedArray<Napi::Float32Array>(env, std::move(found->scores)));
        answer.Set("labels", ToTypedArray<Napi::BigInt64Array>(env, std::move(found->labels)));
        answer.Set("k", static_cast<double>(found->k));
        answer.Set("compared", static_cast<double>(found->compared));
        return answer;
      });
}

Napi::Value IndexObject::SearchRange(const Napi::CallbackInfo& info) {
  const auto queries = FloatsAt(info, 0, "queries");
  const double radius = NumberAt(info, 1, "radius");
  if (std::fabs(radius) > static_cast<double>(std::numeric_limits<float>::max())) {
    ThrowBadArgument(info.Env(), "radius must be in the range of floats");
  }
  SearchLimits limits;
  limits.nprobe = static_cast<size_t>(IntegerAt(info, 2, "nprobe", 1, kMostLists));
  limits.within = WithinAt(info, 3);
  const auto found = std::make_shared<NeighbourRanges>();
  return Start(
      info, FlagAt(info, 4),
      [=](LabelledIndex& index, const Cancellation& asked) {
        *found = index.SearchRange(queries, static_cast<float>(radius), limits, asked);
      },
      [found](Napi::Env env) {
        Napi::Object answer = Napi::Object::New(env);
        answer.Set("starts", ToTypedArray<Napi::Uint32Array>(env, std::move(found->starts)));
        answer.Set("scores", ToTypedArray<Napi::Float32Array>(env, std::move(found->scores)));
        answer.Set("labels", ToTypedArray<Napi::BigInt64Array>(env, std::move(found->labels)));
        return answer;
      });
}

Napi::Value IndexObject::Remove(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto removed = std::make_shared<size_t>(0);
  return Start(
      info, nullptr, [=](LabelledIndex& index, const Cancellation&) { *removed = index.Remove(labels); },
      [removed](Napi::Env env) { return Napi::Number::New(env, static_cast<double>(*removed)); });
}

Napi::Value IndexObject::Reconstruct(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto vectors = std::make_shared<std::vector<float>>();
  return Start(
      info, nullptr, [=](LabelledIndex& index, const Cancellation&) { *vectors = index.Reconstruct(labels); },
      [vectors](Napi::Env env) { return ToTypedArray<Napi::Float32Array>(env, std::move(*vectors)); });
}

Napi::Value IndexObject::Has(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto present = std::make_shared<std::vector<uint8_t>>();
  return Start(
      info, nullptr, [=](LabelledIndex& index, const Cancellation&) { *present = index.Has(labels); },
      [present](Napi::Env env) { return ToTypedArray<Napi::Uint8Array>(env, std::move(*present)); });
}

Napi::Value IndexObject::Merge(const Napi::CallbackInfo& info) {
  const auto other = OtherAt(info, 0);
  return Start(info, nullptr, [=](LabelledIndex& index, const Cancellation&) { index.Merge(*other); }, Nothing);
}

Napi::Value IndexObject::LearnFrom(const Napi::CallbackInfo& info) {
  const auto other = OtherAt(info, 0);
  return Start(info, nullptr, [=](LabelledIndex& index, const Cancellation&) { index.LearnFrom(*other); }, Nothing);
}

Napi::Value IndexObject::Write(const Napi::CallbackInfo& info) {
  const std::string path = PathAt(info, 0);
  return Start(info, nullptr, [=](LabelledIndex& index, const Cancellation&) { index.Write(path); }, Nothing);
}

Napi::Value IndexObject::Read(const Napi::CallbackInfo& info) {
  const std::string path = PathAt(info, 0);
  return Start(info, nullptr, [=](LabelledIndex& index, const Cancellation&) { index.Read(path); }, Nothing);
}

void IndexObject::Close(const Napi::CallbackInfo& info) {
  Environment::Discard(std::exchange(index_, nullptr));
  Account(info.Env());
}

Napi::Value IndexObject::Size(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), index_ ? static_cast<double>(index_->size()) : 0);
}

Napi::Value IndexObject::Trained(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), index_ && index_->trained());
}

Napi::Value IndexObject::Bytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), index_ ? static_cast<double>(index_->bytes()) : 0);
}

std::shared_ptr<LabelledIndex> IndexObject::OtherAt(const Napi::CallbackInfo& info, size_t at) {
  if (!info[at].IsObject() || !info[at].As<Napi::Object>().CheckTypeTag(&kTag)) {
    ThrowBadArgument(info.Env(), "other must be an index");
  }
  const auto other = Unwrap(info[at].As<Napi::Object>())->index_;
  if (!other) throw ToJavaScript(info.Env(), {"closed", "the other index is closed"});
  return other;
}

Napi::Value IndexObject::Start(const Napi::CallbackInfo& info, const int32_t* flag, Work work, Settle settle) {
  if (!index_) throw ToJavaScript(info.Env(), {"closed", "the index is closed"});
  return Job::Start(
      info, flag,
      [index = index_, work = std::move(work)](const Cancellation& asked) {
        OrCancelled(asked, [&] { work(*index, asked); });
      },
      // The job holds on to this object, so `this` is there.
      [this, settle = std::move(settle)](Napi::Env env) {
        Account(env);
        return settle(env);
      });
}

void IndexObject::Account(Napi::BasicEnv env) {
  const int64_t bytes = index_ ? std::min(static_cast<int64_t>(index_->bytes()), kMostTold) : 0;
  Napi::MemoryManagement::AdjustExternalMemory(env, bytes - accounted_);
  accounted_ = bytes;
}

void IndexObject::Finalize(Napi::BasicEnv env) {
  Environment::Discard(std::exchange(index_, nullptr));
  Account(env);
}

}  // namespace likeness
