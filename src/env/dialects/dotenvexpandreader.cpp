// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/dialectreaders.h"

#include "env/dialects/dotenvexpansion.h"
#include "env/dialects/readingfaults.h"
#include "env/envcollector.h"

#include <algorithm>

namespace slipway {
namespace {

/// A key that JavaScript takes for the index of an array: such keys come first in an object, in the
/// order of their numbers.
std::optional<quint32> arrayIndex(const QByteArray &key)
{
    bool isNumber = false;
    const quint32 number = key.toUInt(&isNumber);
    const bool isIndex = isNumber && number != 0xFFFF'FFFF && QByteArray::number(number) == key;
    return isIndex ? std::optional(number) : std::nullopt;
}

/// The values in the order in which JavaScript goes through them.
QList<EnvValue *> inScriptOrder(QList<EnvValue> &values)
{
    QList<std::pair<quint32, EnvValue *>> indexed;
    QList<EnvValue *> named;
    for (EnvValue &value : values) {
        if (const auto index = arrayIndex(value.key))
            indexed.append({*index, &value});
        else
            named.append(&value);
    }
    std::ranges::sort(indexed);
    QList<EnvValue *> order;
    for (const auto &[index, value] : std::as_const(indexed))
        order.append(value);
    return order + named;
}

/// Expands the values of a file that dotenv has read. A variable that is set wins, unless it is set
/// to what the file says: then it comes from the file.
class ExpandedFile
{
public:
    ExpandedFile(EnvReading written, const EnvVariables &process)
        : m_process(process)
        , m_reading(std::move(written))
    {
        for (const EnvValue &value : std::as_const(m_reading.values))
            m_written.insert(value.key, *value.value);
    }

    EnvReading read();

private:
    std::optional<QByteArray> valueOf(const EnvValue &value);
    const QByteArray *find(const QByteArray &name) const;

    const EnvVariables &m_process;
    EnvReading m_reading;
    EnvVariables m_written;
    EnvVariables m_expanded;
    ExpansionBudget m_budget;
};

EnvReading ExpandedFile::read()
{
    for (EnvValue *value : inScriptOrder(m_reading.values)) {
        auto expanded = valueOf(*value);
        if (!expanded)
            return {{}, {{value->line, ReadingFault::expandsTooFar()}}};
        *expanded = withoutEscapedDollars(*expanded);
        m_expanded.insert(value->key, *expanded);
        value->value = std::move(*expanded);
    }
    return m_reading;
}

std::optional<QByteArray> ExpandedFile::valueOf(const EnvValue &value)
{
    const QByteArray inherited = m_process.value(value.key);
    if (!inherited.isEmpty() && inherited != *value.value)
        return inherited;
    const auto lookup = [this](const QByteArray &name) {
        return find(name);
    };
    auto expanded = expandedDotenvValue(*value.value, {lookup}, m_budget);
    if (expanded && holdsDotenvCommand(*expanded))
        m_reading.errors.append({value.line, ReadingFault::commandNotRun()});
    return expanded;
}

const QByteArray *ExpandedFile::find(const QByteArray &name) const
{
    const auto inherited = m_process.constFind(name);
    const auto expanded = m_expanded.constFind(name);
    if (expanded == m_expanded.cend())
        return inherited == m_process.cend() ? nullptr : &*inherited;
    const bool isInherited = inherited != m_process.cend() && *inherited != m_written.value(name);
    return isInherited ? &*inherited : &*expanded;
}

} // namespace

// dotenv 18.0 for the text, then dotenv-expand 1000.0, which knows nothing of quotes any more.
EnvReading readDotenvExpand(QByteArrayView text, const EnvVariables &process)
{
    return ExpandedFile(readDotenv(text, process), process).read();
}

} // namespace slipway
