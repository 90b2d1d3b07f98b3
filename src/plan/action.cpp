// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/action.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct KeyOf
{
    QString operator()(const RunAction &) const { return u"run"_s; }
    QString operator()(const SshAction &) const { return u"ssh"_s; }
    QString operator()(const UploadAction &) const { return u"upload"_s; }
    QString operator()(const HttpAction &) const { return u"http"_s; }
    QString operator()(const EnvAction &) const { return u"env"_s; }
    QString operator()(const ManualAction &) const { return u"manual"_s; }
    QString operator()(const GateAction &) const { return u"gate"_s; }
    QString operator()(const DecisionAction &) const { return u"decision"_s; }
    QString operator()(const WaitAction &) const { return u"wait"_s; }
    QString operator()(const NotifyAction &) const { return u"notify"_s; }
    QString operator()(const PlanAction &) const { return u"plan"_s; }
};

} // namespace

QString actionKey(const Action &action)
{
    return std::visit(KeyOf{}, action);
}

} // namespace slipway
