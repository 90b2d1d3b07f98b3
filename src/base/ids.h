// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QString>

#include <compare>
#include <utility>

namespace slipway {

/// A text that names one kind of thing; ids of different kinds cannot be mixed up.
template<typename Tag> class Id
{
public:
    Id() = default;
    explicit Id(QString value) : m_value(std::move(value)) { }

    const QString &toString() const { return m_value; }
    bool isEmpty() const { return m_value.isEmpty(); }

    friend bool operator==(const Id &, const Id &) = default;
    friend std::strong_ordering operator<=>(const Id &a, const Id &b)
    {
        return a.m_value.compare(b.m_value) <=> 0;
    }
    friend size_t qHash(const Id &id, size_t seed = 0) { return ::qHash(id.m_value, seed); }

private:
    QString m_value;
};

using StepId = Id<struct StepIdTag>;
using PhaseId = Id<struct PhaseIdTag>;
using RunId = Id<struct RunIdTag>;
using ServerId = Id<struct ServerIdTag>;
using RoleId = Id<struct RoleIdTag>;
using QuestionId = Id<struct QuestionIdTag>;

} // namespace slipway
