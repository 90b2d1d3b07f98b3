// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/action.h"

#include "base/ids.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QTime>

#include <chrono>
#include <optional>

namespace slipway {

using std::chrono::milliseconds;

/// Where in a file something stands; both count from 1, 0 means unknown.
struct SourcePlace
{
    int line = 0;
    int column = 0;
    friend bool operator==(const SourcePlace &, const SourcePlace &) = default;
};

/// `15-30m`; a single figure has low == high.
struct Estimate
{
    milliseconds low{0};
    milliseconds high{0};
    friend bool operator==(const Estimate &, const Estimate &) = default;
};

struct RetryPolicy
{
    int times = 0; ///< further attempts after the first
    milliseconds delay{0};
    double backoff = 1.0; ///< factor on the delay after each attempt
    friend bool operator==(const RetryPolicy &, const RetryPolicy &) = default;
};

struct FailurePolicy
{
    enum class Kind { Ask, Stop, Continue, Goto };
    Kind kind = Kind::Ask;
    StepId target; ///< Goto only
    QString label; ///< Goto only
    friend bool operator==(const FailurePolicy &, const FailurePolicy &) = default;
};

struct Link
{
    QString name;
    QString url;
    friend bool operator==(const Link &, const Link &) = default;
};

struct Step
{
    StepId id;
    QString name; ///< never empty: the id where the file gives none
    Action action;
    std::optional<QList<StepId>> needs; ///< nullopt: the step before in the plan
    QString when;                       ///< empty: always
    std::optional<milliseconds> timeout;
    std::optional<milliseconds> idleTimeout;
    RetryPolicy retry;
    bool idempotent = false;
    bool required = true;
    bool always = false;
    RoleId owner;
    std::optional<Estimate> estimate;
    QTime at; ///< planned clock time, invalid when none
    std::optional<Action> undo;
    FailurePolicy onFailure;
    QStringList outputs; ///< names the script writes to $SLIPWAY_OUTPUT
    QList<int> okExit{0};
    QString notes; ///< Markdown
    QList<Link> links;
    SourcePlace place;
    friend bool operator==(const Step &, const Step &) = default;
};

struct Phase
{
    PhaseId id;
    QString name;
    QString schedule;
    std::optional<Estimate> estimate;
    bool optional = false;
    QStringList deliverables;
    QList<Step> steps;
    QString notes;
    SourcePlace place;
    friend bool operator==(const Phase &, const Phase &) = default;
};

struct PlanInput
{
    enum class Type { String, Integer, Number, Boolean, Choice, Secret };
    QString name;
    Type type = Type::String;
    QString pattern;
    QStringList choices;
    bool required = false;
    std::optional<QString> defaultValue;
    QString prompt;
    SourcePlace place;
    friend bool operator==(const PlanInput &, const PlanInput &) = default;
};

/// A whole plan as written. A value: reading the same text twice gives equal plans.
struct Plan
{
    QString name;
    QString goal;
    QString timeline;
    QList<PlanInput> inputs;
    QList<Phase> phases;
    QString notes;
    QJsonObject extensions; ///< top-level keys that begin with "x-"
    friend bool operator==(const Plan &, const Plan &) = default;

    /// nullptr when there is none. Valid until the plan changes.
    const Step *step(const StepId &id) const;
    const Phase *phaseOf(const StepId &id) const;
    int stepCount() const;
};

/// One finding in a plan or workspace file: `file:line:col: error|warning: message [code]`.
struct Diagnostic
{
    enum class Severity { Error, Warning };
    Severity severity = Severity::Error;
    SourcePlace place;
    QString message;
    QString code; ///< stable, kebab-case: "unknown-key"
    friend bool operator==(const Diagnostic &, const Diagnostic &) = default;
};

/// One line, as compilers print it.
QString formatDiagnostic(const QString &file, const Diagnostic &diagnostic);
bool hasErrors(const QList<Diagnostic> &diagnostics);

} // namespace slipway
