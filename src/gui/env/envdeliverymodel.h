// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/delivery/envdelivery.h"
#include "theme/statelanguage.h"

#include <QStandardItemModel>

namespace slipway {

class Theming;

/// Servers and how their env file differs from the one here, a row each with a row below it for
/// every key that differs. Servers are checked for a delivery. Has no values.
class EnvDeliveryModel : public QStandardItemModel
{
    Q_OBJECT
public:
    enum Column { Name, State, ColumnCount };

    explicit EnvDeliveryModel(Theming &theming, QObject *parent = nullptr);

    /// All of them checked.
    void setPlaces(const QList<EnvPlace> &places);
    QStringList checkedServers() const;
    QString serverOf(const QModelIndex &index) const;

    void setBusy(const QStringList &servers, const QString &text);
    void setComparison(const ServerId &server, const EnvComparison &comparison);
    void setProgress(const ServerId &server, qint64 done, qint64 total);
    void setPushed(const ServerId &server, const UploadResult &result);
    void setFailed(const ServerId &server, const Error &error);

private:
    int rowOf(const ServerId &server) const;
    void say(const ServerId &server, const QString &text, StepState state);
    void addLine(QStandardItem *parent, const QString &name, const QString &text);
    void refreshIcons();

    Theming &m_theming;
};

} // namespace slipway
