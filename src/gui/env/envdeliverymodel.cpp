// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envdeliverymodel.h"

#include "gui/common/theming.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int stateRole = Qt::UserRole + 1;

QString wordFor(EnvKeyComparison::State state)
{
    switch (state) {
    case EnvKeyComparison::State::Same:
        break;
    case EnvKeyComparison::State::Changed:
        return EnvDeliveryModel::tr("another value there");
    case EnvKeyComparison::State::OnlyHere:
        return EnvDeliveryModel::tr("only here");
    case EnvKeyComparison::State::OnlyThere:
        return EnvDeliveryModel::tr("only there: an upload removes it");
    case EnvKeyComparison::State::Unknown:
        return EnvDeliveryModel::tr("unknown: its secret is not to be had");
    }
    return {};
}

} // namespace

EnvDeliveryModel::EnvDeliveryModel(Theming &theming, QObject *parent)
    : QStandardItemModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, &EnvDeliveryModel::refreshIcons);
}

void EnvDeliveryModel::setPlaces(const QList<EnvPlace> &places)
{
    clear();
    setHorizontalHeaderLabels({tr("Server and key"), tr("State")});
    for (const EnvPlace &place : places) {
        auto *name = new QStandardItem(u"%1  %2"_s.arg(place.server.toString(), place.path));
        name->setData(place.server.toString());
        name->setCheckable(true);
        name->setCheckState(Qt::Checked);
        name->setEditable(false);
        auto *state = new QStandardItem;
        state->setEditable(false);
        appendRow({name, state});
    }
}

QStringList EnvDeliveryModel::checkedServers() const
{
    QStringList servers;
    for (int row = 0; row < rowCount(); ++row) {
        if (item(row, Name)->checkState() == Qt::Checked)
            servers.append(item(row, Name)->data().toString());
    }
    return servers;
}

QString EnvDeliveryModel::serverOf(const QModelIndex &index) const
{
    const QModelIndex top = index.parent().isValid() ? index.parent() : index;
    return top.isValid() ? item(top.row(), Name)->data().toString() : QString();
}

int EnvDeliveryModel::rowOf(const ServerId &server) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (item(row, Name)->data().toString() == server.toString())
            return row;
    }
    return -1;
}

void EnvDeliveryModel::say(const ServerId &server, const QString &text, StepState state)
{
    const int row = rowOf(server);
    if (row < 0)
        return;
    QStandardItem *item = this->item(row, State);
    item->setText(text);
    item->setToolTip(text);
    item->setData(int(state), stateRole);
    item->setIcon(m_theming.stateIcon(state));
    this->item(row, Name)->removeRows(0, this->item(row, Name)->rowCount());
}

void EnvDeliveryModel::addLine(QStandardItem *parent, const QString &name, const QString &text)
{
    auto *key = new QStandardItem(name);
    auto *what = new QStandardItem(text);
    what->setToolTip(text);
    for (QStandardItem *item : {key, what})
        item->setEditable(false);
    parent->appendRow({key, what});
}

void EnvDeliveryModel::setBusy(const QStringList &servers, const QString &text)
{
    for (const QString &server : servers)
        say(ServerId(server), text, StepState::Running);
}

void EnvDeliveryModel::setComparison(const ServerId &server, const EnvComparison &comparison)
{
    const int row = rowOf(server);
    if (row < 0)
        return;
    int differing = 0;
    for (const EnvKeyComparison &key : comparison.keys)
        differing += key.state == EnvKeyComparison::State::Same ? 0 : 1;
    if (comparison.there == EnvComparison::There::Missing) {
        // A server that never had the file gets it only when somebody wants it to.
        item(row, Name)->setCheckState(Qt::Unchecked);
        say(server, tr("No file there yet"), StepState::Ready);
    } else if (comparison.isSame()) {
        say(server, tr("The same, %n key(s)", "", int(comparison.keys.size())),
            StepState::Succeeded);
    } else {
        say(server, tr("%n key(s) differ", "", differing), StepState::Holding);
    }
    QStandardItem *parent = item(row, Name);
    if (comparison.there == EnvComparison::There::Found) {
        for (const EnvKeyComparison &key : comparison.keys) {
            if (key.state != EnvKeyComparison::State::Same)
                addLine(parent, QString::fromUtf8(key.key), wordFor(key.state));
        }
        if (comparison.faults > 0)
            addLine(parent, tr("The file there"),
                    tr("its loader complains of %n line(s)", "", comparison.faults));
    }
    for (const EnvSecretProblem &problem : comparison.problems)
        addLine(parent, QString::fromUtf8(problem.key), problem.error.message);
}

void EnvDeliveryModel::setProgress(const ServerId &server, qint64 done, qint64 total)
{
    const int row = rowOf(server);
    if (row >= 0 && total > 0)
        item(row, State)->setText(tr("%1 of %2 bytes").arg(done).arg(total));
}

void EnvDeliveryModel::setPushed(const ServerId &server, const UploadResult &result)
{
    if (!result.changed)
        say(server, tr("Unchanged: it had this file"), StepState::Succeeded);
    else if (result.previous.isEmpty())
        say(server, tr("Uploaded"), StepState::Succeeded);
    else
        say(server, tr("Uploaded; the old file is %1").arg(result.previous), StepState::Succeeded);
}

void EnvDeliveryModel::setFailed(const ServerId &server, const Error &error)
{
    say(server, error.message,
        error.code == ErrorCode::Cancelled ? StepState::Cancelled : StepState::Failed);
}

void EnvDeliveryModel::refreshIcons()
{
    for (int row = 0; row < rowCount(); ++row) {
        QStandardItem *state = item(row, State);
        if (state->data(stateRole).isValid())
            state->setIcon(m_theming.stateIcon(StepState(state->data(stateRole).toInt())));
    }
}

} // namespace slipway
