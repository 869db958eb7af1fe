const { zone } = document.documentElement.dataset, today = new Intl.DateTimeFormat("sv", zone ? { timeZone: zone } : {}).format(Date.now());
