// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envexportdialog.h"

#include "env/envmask.h"
#include "env/secretkeys.h"
#include "ui_envexportdialog.h"

#include <QFontDatabase>
#include <QPushButton>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr QSize firstSize(720, 520);

QString titleOf(EnvExportFormat format)
{
    switch (format) {
    case EnvExportFormat::Compose:
        return EnvExportDialog::tr("Docker Compose (env_file)");
    case EnvExportFormat::Docker:
        return EnvExportDialog::tr("docker run --env-file");
    case EnvExportFormat::Systemd:
        return EnvExportDialog::tr("systemd (EnvironmentFile)");
    case EnvExportFormat::Sh:
        return EnvExportDialog::tr("POSIX shell");
    case EnvExportFormat::Json:
        return EnvExportDialog::tr("JSON");
    case EnvExportFormat::Yaml:
        return EnvExportDialog::tr("YAML");
    case EnvExportFormat::KubernetesSecret:
        return EnvExportDialog::tr("Kubernetes Secret");
    }
    Q_UNREACHABLE_RETURN({});
}

QString endingOf(EnvExportFormat format)
{
    switch (format) {
    case EnvExportFormat::Json:
        return u".json"_s;
    case EnvExportFormat::Yaml:
        return u".yaml"_s;
    case EnvExportFormat::KubernetesSecret:
        return u".secret.yaml"_s;
    case EnvExportFormat::Sh:
        return u".sh"_s;
    default:
        return u"."_s + toString(format) + u".env"_s;
    }
}

EnvReading masked(EnvReading reading)
{
    for (EnvValue &value : reading.values) {
        if (value.value && (secretReference(*value.value) || isSecret(value.key, *value.value)))
            value.value = maskedEnvValue(value.key, *value.value).toUtf8();
    }
    return reading;
}

} // namespace

EnvExportDialog::EnvExportDialog(const EnvReading &reading, const QString &name, QWidget *parent)
    : QDialog(parent)
    , m_masked(masked(reading))
    , m_name(name)
    , m_ui(std::make_unique<Ui::EnvExportDialog>())
{
    setObjectName(u"envExportDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_ui->setupUi(this);
    m_ui->exportText->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    for (const EnvExportFormat format : allEnvExportFormats())
        m_ui->formatBox->addItem(titleOf(format), int(format));
    QPushButton *leave = m_ui->buttons->addButton(tr("Leave it"), QDialogButtonBox::RejectRole);
    leave->setObjectName(u"leaveButton"_s);
    m_save = m_ui->buttons->addButton(tr("Write to a file…"), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(u"exportButton"_s);
    m_save->setProperty("primary", true);
    m_save->style()->polish(m_save);
    connect(m_ui->formatBox, &QComboBox::currentIndexChanged, this, &EnvExportDialog::refresh);
    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_ui->buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT exportRequested(format(), m_name + endingOf(format()));
        accept();
    });
    resize(firstSize);
    refresh();
}

EnvExportDialog::~EnvExportDialog() = default;

EnvExportFormat EnvExportDialog::format() const
{
    return EnvExportFormat(m_ui->formatBox->currentData().toInt());
}

void EnvExportDialog::refresh()
{
    const Result<QByteArray> text = exportEnv(m_masked, format(), m_name);
    m_ui->exportProblem->setVisible(!text);
    m_ui->exportText->setVisible(text.has_value());
    m_save->setEnabled(text.has_value());
    if (text)
        m_ui->exportText->setPlainText(QString::fromUtf8(*text));
    else
        m_ui->exportProblem->setText(text.error().message);
}

} // namespace slipway
