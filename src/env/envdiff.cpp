// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envdiff.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

using State = EnvKeyDifference::State;

/// EntryT has a key; `isSame` compares two entries' values.
template<typename EntryT, typename IsSameT>
EnvDifference differenceOf(const QList<EntryT> &before, const QList<EntryT> &after, IsSameT isSame)
{
    QHash<QByteArrayView, const EntryT *> old;
    old.reserve(before.size());
    for (const EntryT &entry : before)
        old.insert(entry.key, &entry);
    QHash<QByteArrayView, qsizetype> kept;
    kept.reserve(after.size());
    for (qsizetype i = 0; i < after.size(); ++i)
        kept.insert(after.at(i).key, i);

    // The removed keys by the place that they follow; 0 is before everything.
    QList<QByteArrayList> removed(after.size() + 1);
    qsizetype place = 0;
    for (const EntryT &entry : before) {
        const auto found = kept.constFind(entry.key);
        if (found == kept.cend())
            removed[place].append(entry.key);
        else
            place = *found + 1;
    }

    EnvDifference difference;
    const auto addRemoved = [&](qsizetype at) {
        for (const QByteArray &key : removed.at(at))
            difference.append({key, State::Removed});
    };
    addRemoved(0);
    for (qsizetype i = 0; i < after.size(); ++i) {
        const EntryT &entry = after.at(i);
        const EntryT *earlier = old.value(entry.key);
        const State state = !earlier  ? State::Added
            : isSame(*earlier, entry) ? State::Same
                                      : State::Changed;
        difference.append({entry.key, state});
        addRemoved(i + 1);
    }
    return difference;
}

} // namespace

QByteArray randomEnvSalt()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    QByteArray salt(qsizetype(sizeof(words)), Qt::Uninitialized);
    std::memcpy(salt.data(), words.data(), sizeof(words));
    return salt;
}

EnvDigest digestOf(const EnvReading &reading, const QByteArray &salt)
{
    EnvDigest digest{salt, {}};
    digest.entries.reserve(reading.values.size());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const EnvValue &value : reading.values) {
        hash.reset();
        hash.addData(salt);
        hash.addData(value.value.value_or(QByteArray()));
        digest.entries.append({value.key, value.value ? hash.result() : QByteArray()});
    }
    return digest;
}

EnvDifference differenceOf(const EnvReading &before, const EnvReading &after)
{
    return differenceOf(before.values, after.values,
                        [](const EnvValue &a, const EnvValue &b) { return a.value == b.value; });
}

EnvDifference differenceOf(const EnvDigest &before, const EnvDigest &after)
{
    const bool hasOneSalt = before.salt == after.salt;
    return differenceOf(before.entries, after.entries,
                        [hasOneSalt](const EnvDigest::Entry &a, const EnvDigest::Entry &b) {
                            return hasOneSalt && a.hash == b.hash;
                        });
}

bool hasDifferences(const EnvDifference &difference)
{
    return std::ranges::any_of(
        difference, [](const EnvKeyDifference &key) { return key.state != State::Same; });
}

QString toString(EnvKeyDifference::State state)
{
    switch (state) {
    case State::Same:
        return u"same"_s;
    case State::Changed:
        return u"changed"_s;
    case State::Added:
        return u"added"_s;
    case State::Removed:
        return u"removed"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace slipway
