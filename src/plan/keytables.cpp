// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/keytables.h"

using namespace Qt::StringLiterals;

namespace slipway {

const QMap<QString, QStringList> &planKeyTable()
{
    static const QMap<QString, QStringList> table{
        {u"plan-file"_s,
         {u"slipway"_s, u"name"_s, u"goal"_s, u"timeline"_s, u"inputs"_s, u"phases"_s, u"notes"_s}},
        {u"input"_s,
         {u"name"_s, u"type"_s, u"pattern"_s, u"choices"_s, u"required"_s, u"default"_s,
          u"prompt"_s}},
        {u"phase"_s,
         {u"id"_s, u"name"_s, u"schedule"_s, u"estimate"_s, u"optional"_s, u"deliverables"_s,
          u"steps"_s, u"notes"_s}},
        {u"step"_s,
         QStringList{u"id"_s, u"name"_s, u"needs"_s, u"when"_s, u"timeout"_s, u"retry"_s,
                     u"idempotent"_s, u"required"_s, u"always"_s, u"idle_timeout"_s, u"owner"_s,
                     u"estimate"_s, u"at"_s, u"undo"_s, u"on_failure"_s, u"outputs"_s, u"ok_exit"_s,
                     u"notes"_s, u"links"_s}
             + names::actions()},
        {u"retry"_s, {u"times"_s, u"delay"_s, u"backoff"_s}},
        {u"goto"_s, {u"goto"_s, u"label"_s}},
        {u"link"_s, {u"name"_s, u"url"_s}},
        {u"undo"_s, names::actions()},
        {u"run"_s, {u"script"_s, u"shell"_s, u"cwd"_s, u"env"_s}},
        {u"ssh"_s,
         {u"on"_s, u"script"_s, u"rolling"_s, u"max_failed"_s, u"on_host_failure"_s, u"pty"_s,
          u"sudo"_s}},
        {u"rolling"_s, {u"size"_s, u"pause"_s}},
        {u"upload"_s, {u"on"_s, u"from"_s, u"to"_s, u"mode"_s}},
        {u"http"_s,
         {u"url"_s, u"method"_s, u"headers"_s, u"body"_s, u"expect"_s, u"every"_s, u"in_a_row"_s,
          u"follow_redirects"_s}},
        {u"env"_s, {u"file"_s, u"dialect"_s, u"rules"_s, u"example"_s}},
        {u"manual"_s, {u"text"_s, u"checklist"_s, u"evidence"_s}},
        {u"gate"_s,
         {u"metrics"_s, u"settle"_s, u"for"_s, u"samples"_s, u"on_no_data"_s, u"approvals"_s}},
        {u"approvals"_s,
         {u"from"_s, u"need"_s, u"not_self"_s, u"remind"_s, u"timeout"_s, u"on_timeout"_s}},
        {u"decision"_s, {u"question"_s, u"options"_s}},
        {u"notify"_s, {u"channel"_s, u"text"_s}},
        {u"plan"_s, {u"path"_s, u"inputs"_s}},
    };
    return table;
}

namespace names {

const QStringList &actions()
{
    static const QStringList list{u"run"_s,  u"ssh"_s,    u"upload"_s, u"http"_s,
                                  u"env"_s,  u"manual"_s, u"gate"_s,   u"decision"_s,
                                  u"wait"_s, u"notify"_s, u"plan"_s};
    return list;
}

const QStringList &onHostFailure()
{
    static const QStringList list{u"stop"_s, u"finish_batch"_s, u"quarantine"_s};
    return list;
}

const QStringList &evidence()
{
    static const QStringList list{u"none"_s, u"optional"_s, u"required"_s};
    return list;
}

const QStringList &onNoData()
{
    static const QStringList list{u"ask"_s, u"fail"_s};
    return list;
}

const QStringList &onTimeout()
{
    static const QStringList list{u"ask"_s, u"fail"_s};
    return list;
}

const QStringList &onFailure()
{
    static const QStringList list{u"ask"_s, u"stop"_s, u"continue"_s};
    return list;
}

const QStringList &inputTypes()
{
    static const QStringList list{u"string"_s,  u"integer"_s, u"number"_s,
                                  u"boolean"_s, u"choice"_s,  u"secret"_s};
    return list;
}

const QStringList &httpMethods()
{
    static const QStringList list{u"GET"_s,   u"HEAD"_s,   u"POST"_s,   u"PUT"_s,
                                  u"PATCH"_s, u"DELETE"_s, u"OPTIONS"_s};
    return list;
}

} // namespace names

} // namespace slipway
