// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QTime>

#include <chrono>
#include <optional>
#include <variant>

namespace slipway {

using std::chrono::milliseconds;

/// `run`: a script on this machine.
struct RunAction
{
    QString script;
    QString shell; ///< empty: /bin/sh
    QString cwd;   ///< empty: the workspace folder; relative to it
    QMap<QString, QString> environment;
    friend bool operator==(const RunAction &, const RunAction &) = default;
};

/// Batches of a rolling step: `size: 1` or `size: 25%`.
struct Rolling
{
    int count = 0;         ///< hosts a batch; 0 when percent is set
    int percent = 0;       ///< 1-100; rounded up to whole hosts
    milliseconds pause{0}; ///< between batches
    friend bool operator==(const Rolling &, const Rolling &) = default;
};

/// `ssh`: a script on each server.
struct SshAction
{
    enum class OnHostFailure { Stop, FinishBatch, Quarantine };
    QStringList on; ///< server names and group names
    QString script;
    std::optional<Rolling> rolling; ///< nullopt: all at once
    int maxFailed = 0;
    OnHostFailure onHostFailure = OnHostFailure::Stop;
    bool pty = false;
    bool sudo = false;
    friend bool operator==(const SshAction &, const SshAction &) = default;
};

/// `upload`: SFTP, written beside and renamed, hash checked.
struct UploadAction
{
    QStringList on;
    QString from;
    QString to;
    QString mode = QStringLiteral("0644"); ///< octal text
    friend bool operator==(const UploadAction &, const UploadAction &) = default;
};

/// `http`: a request whose answer must meet every condition, several times in a row.
struct HttpAction
{
    QString url;
    QString method; ///< empty: GET
    QMap<QString, QString> headers;
    QString body;
    QStringList expect; ///< conditions; empty: [STATUS] < 400
    milliseconds every{5000};
    int inARow = 1;
    bool followRedirects = false;
    friend bool operator==(const HttpAction &, const HttpAction &) = default;
};

/// `env`: validates an environment file.
struct EnvAction
{
    QString file;
    QString dialect;
    QString rules;
    QString example;
    friend bool operator==(const EnvAction &, const EnvAction &) = default;
};

/// `manual`: a person does it and says so.
struct ManualAction
{
    enum class Evidence { None, Optional, Required };
    QString text;
    QStringList checklist;
    Evidence evidence = Evidence::None;
    friend bool operator==(const ManualAction &, const ManualAction &) = default;
};

struct Approvals
{
    QList<RoleId> from;
    int need = 0;         ///< 0: one of each role ("all")
    bool notSelf = false; ///< the operator of the run may not approve
    std::optional<milliseconds> remind;
    std::optional<milliseconds> timeout;
    enum class OnTimeout { Ask, Fail } onTimeout = OnTimeout::Ask;
    friend bool operator==(const Approvals &, const Approvals &) = default;
};

/// `gate`: metrics over a window and approvals of people.
struct GateAction
{
    enum class OnNoData { Ask, Fail };
    QStringList metrics;
    milliseconds settle{0};
    milliseconds window{0}; ///< `for`
    int samples = 0;
    OnNoData onNoData = OnNoData::Ask;
    std::optional<Approvals> approvals;
    friend bool operator==(const GateAction &, const GateAction &) = default;
};

struct DecisionOption
{
    QString name;  ///< "yes"
    StepId target; ///< empty: `next`, the step that follows
    friend bool operator==(const DecisionOption &, const DecisionOption &) = default;
};

/// `decision`: a person picks a branch; a target that comes earlier makes a loop.
struct DecisionAction
{
    QString question;
    QList<DecisionOption> options;
    friend bool operator==(const DecisionAction &, const DecisionAction &) = default;
};

/// `wait`: a duration or a clock time (local time of the workstation; tomorrow if already past).
struct WaitAction
{
    milliseconds duration{0};
    QTime until;
    friend bool operator==(const WaitAction &, const WaitAction &) = default;
};

/// `notify`: a text to a channel: a webhook URL, or the name of a workspace notify entry.
struct NotifyAction
{
    QString channel;
    QString text;
    friend bool operator==(const NotifyAction &, const NotifyAction &) = default;
};

/// `plan`: another plan, run as one step.
struct PlanAction
{
    QString path;
    QMap<QString, QString> inputs;
    friend bool operator==(const PlanAction &, const PlanAction &) = default;
};

using Action = std::variant<RunAction, SshAction, UploadAction, HttpAction, EnvAction, ManualAction,
                            GateAction, DecisionAction, WaitAction, NotifyAction, PlanAction>;

/// The key that names the action in a plan: "run", "ssh", … "plan".
QString actionKey(const Action &action);

} // namespace slipway
