// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/splitentries.h"

#include "base/awaitfuture.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Found = Result<std::shared_ptr<Secret>>;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SplitEntries)
};

// The first byte of an entry says what follows.
constexpr char wholeValue = '=';
constexpr char listOfParts = '#';

/// A damaged list must not make anything look for a million parts, or take all memory.
constexpr qsizetype mostParts = 4096;
constexpr qsizetype mostBytes = 16 * 1024 * 1024;

QByteArray hashOf(QByteArrayView bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

std::shared_ptr<Secret> joined(QByteArrayView first, QByteArrayView second)
{
    SecretMemory memory(std::size_t(first.size() + second.size()));
    std::ranges::copy(first, memory.data());
    std::ranges::copy(second, memory.data() + first.size());
    return std::make_shared<Secret>(std::move(memory));
}

std::unexpected<Error> damaged()
{
    return failure(ErrorCode::Io, Words::tr("What the keychain holds is damaged: store it again."));
}

} // namespace

Result<SplitEntries::Parts> SplitEntries::partsOf(const Secret &head)
{
    const QByteArrayView bytes = head.revealForUse();
    if (bytes.startsWith(wholeValue))
        return Parts();
    const QJsonObject list = bytes.startsWith(listOfParts)
        ? QJsonDocument::fromJson(bytes.sliced(1).toByteArray()).object()
        : QJsonObject();
    Parts parts;
    parts.generation = list.value("generation"_L1).toString();
    parts.count = list.value("count"_L1).toInteger();
    parts.size = list.value("size"_L1).toInteger();
    parts.hash = list.value("sha256"_L1).toString().toLatin1();
    if (parts.generation.isEmpty() || parts.count < 1 || parts.count > mostParts || parts.size < 1
        || parts.size > mostBytes) {
        return damaged();
    }
    return parts;
}

QString SplitEntries::partKey(const QString &key, const Parts &parts, qsizetype number)
{
    // No name holds “#”, so that a part can be no secret of its own.
    return u"%1#%2.%3"_s.arg(key, parts.generation).arg(number);
}

Task<Result<SplitEntries::Parts>> SplitEntries::oldParts(QString key)
{
    const Found head = co_await AwaitFuture(m_entries.read(key));
    if (head)
        co_return partsOf(**head).value_or(Parts());
    if (head.error().code == ErrorCode::NotFound)
        co_return Parts();
    co_return std::unexpected(head.error());
}

Task<Result<void>> SplitEntries::write(QString key, std::shared_ptr<const Secret> value)
{
    const QByteArrayView bytes = value->revealForUse();
    const qsizetype limit = m_entries.limit();
    if (limit == 0)
        co_return co_await AwaitFuture(
            m_entries.write(key, joined(QByteArrayView(&wholeValue, 1), bytes)));

    const Result<Parts> old = co_await oldParts(key);
    if (!old)
        co_return std::unexpected(old.error());
    Parts parts;
    std::shared_ptr<Secret> head;
    if (bytes.size() < limit) {
        head = joined(QByteArrayView(&wholeValue, 1), bytes);
    } else {
        parts.generation = QString::number(QRandomGenerator::system()->generate64(), 36);
        parts.count = (bytes.size() + limit - 1) / limit;
        parts.size = bytes.size();
        parts.hash = hashOf(bytes);
        const QJsonObject list{{u"generation"_s, parts.generation},
                               {u"count"_s, parts.count},
                               {u"size"_s, parts.size},
                               {u"sha256"_s, QString::fromLatin1(parts.hash)}};
        head = joined(QByteArrayView(&listOfParts, 1),
                      QJsonDocument(list).toJson(QJsonDocument::Compact));
        const Result<void> written = co_await writeParts(key, parts, value);
        if (!written)
            co_return written;
    }
    const Result<void> written = co_await AwaitFuture(m_entries.write(key, head));
    // What is not used any more goes, whichever of them it is.
    const Parts unused = written ? *old : parts;
    co_await removeParts(key, unused);
    co_return written;
}

Task<Result<void>> SplitEntries::writeParts(QString key, Parts parts,
                                            std::shared_ptr<const Secret> value)
{
    const QByteArrayView bytes = value->revealForUse();
    const qsizetype limit = m_entries.limit();
    for (qsizetype i = 0; i < parts.count; ++i) {
        const qsizetype from = i * limit;
        const auto part
            = std::make_shared<Secret>(bytes.sliced(from, std::min(limit, bytes.size() - from)));
        const Result<void> written
            = co_await AwaitFuture(m_entries.write(partKey(key, parts, i), part));
        if (!written) {
            co_await removeParts(key, parts);
            co_return written;
        }
    }
    co_return Result<void>();
}

Task<Found> SplitEntries::read(QString key)
{
    QString generation;
    while (true) {
        const Found head = co_await AwaitFuture(m_entries.read(key));
        if (!head)
            co_return head;
        const Result<Parts> parts = partsOf(**head);
        if (!parts)
            co_return std::unexpected(parts.error());
        if (parts->generation.isEmpty())
            co_return std::make_shared<Secret>((*head)->revealForUse().sliced(1));
        const Found value = co_await readParts(key, *parts);
        if (value || value.error().code != ErrorCode::NotFound)
            co_return value;
        // Another process may have replaced the value while its parts were read.
        if (parts->generation == generation)
            co_return damaged();
        generation = parts->generation;
    }
}

Task<Found> SplitEntries::readParts(QString key, Parts parts)
{
    SecretMemory memory(std::size_t(parts.size));
    qsizetype filled = 0;
    for (qsizetype i = 0; i < parts.count; ++i) {
        const Found part = co_await AwaitFuture(m_entries.read(partKey(key, parts, i)));
        if (!part)
            co_return part;
        const QByteArrayView bytes = (*part)->revealForUse();
        if (bytes.size() > parts.size - filled)
            co_return damaged();
        std::ranges::copy(bytes, memory.data() + filled);
        filled += bytes.size();
    }
    const auto value = std::make_shared<Secret>(std::move(memory));
    if (filled != parts.size || hashOf(value->revealForUse()) != parts.hash)
        co_return damaged();
    co_return value;
}

Task<Result<void>> SplitEntries::remove(QString key)
{
    const Found head = co_await AwaitFuture(m_entries.read(key));
    if (!head)
        co_return std::unexpected(head.error());
    const Result<void> removed = co_await AwaitFuture(m_entries.remove(key));
    if (!removed)
        co_return removed;
    const Found still = co_await AwaitFuture(m_entries.read(key));
    if (still) {
        co_return failure(ErrorCode::Unavailable,
                          Words::tr("The keychain kept what it was told to remove."));
    }
    if (still.error().code != ErrorCode::NotFound)
        co_return std::unexpected(still.error());
    const Parts parts = partsOf(**head).value_or(Parts());
    co_await removeParts(key, parts);
    co_return Result<void>();
}

/// Whether all are gone. Those that stay are of no use without their list.
Task<bool> SplitEntries::removeParts(QString key, Parts parts)
{
    bool isClean = true;
    for (qsizetype i = 0; i < parts.count; ++i) {
        const Result<void> removed = co_await AwaitFuture(m_entries.remove(partKey(key, parts, i)));
        isClean = isClean && (removed || removed.error().code == ErrorCode::NotFound);
    }
    co_return isClean;
}

} // namespace slipway
